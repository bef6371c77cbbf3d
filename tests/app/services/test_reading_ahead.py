"""What is read while another file is written is believed no further than when it is read alone."""

import pytest

from app.domain.batch import BatchKind
from app.services import inbox, offices
from app.services.inbox.reading import ahead
from app.services.inbox.taking_in import own_fingerprints
from tests.invented import MONTH
from tests.province import Below


@pytest.fixture
def office(receiving):
    return Below(receiving, "05977").trusted()


@pytest.fixture
def files(office, tmp_path):
    """Three months of one office, and a file in their middle that is none."""
    made = []
    for place, month in enumerate((MONTH, "2027-01", "2027-02")):
        file = tmp_path / f"{place * 2}.asice.age"
        file.write_bytes(office.sealed(month, [office.person(place + 1)]).file)
        made.append(file)
    broken = tmp_path / "1.asice.age"
    broken.write_bytes(b"khong phai goi")
    return [made[0], broken, *made[1:]]


def pairs_of(receiving, files):
    return ahead(receiving, files, own_fingerprints(receiving))


def test_files_come_out_as_if_read_alone(receiving, files):
    taken = inbox.take_files(receiving, files)
    assert [one.result for one in taken] == ["imported", "quarantined", "imported", "imported"]
    assert (taken[1].code, [one.file for one in taken]) == ("batch.decrypt", [file.name for file in files])
    assert receiving.store.people.count() == 3
    assert [one.result for one in inbox.take_files(receiving, files)] == ["already", "quarantined"] + ["already"] * 2


def test_a_card_revoked_meanwhile_is_believed_no_more(receiving, office, files):
    found = list(pairs_of(receiving, files))
    file, read = found[0]
    assert read.opened.manifest["kind"] == BatchKind.MONTH
    offices.revoke(receiving, office.fingerprint, "Mất máy")
    taken = inbox.take_in(receiving, file.name, read.data, read=read)
    assert (taken.result, taken.code) == ("quarantined", "batch.revoked")


def test_an_office_trusted_meanwhile_is_read_anew(receiving, tmp_path):
    later = Below(receiving, "05983")
    files = []
    for month in (MONTH, "2027-01"):
        files.append(tmp_path / f"{month}.asice.age")
        files[-1].write_bytes(later.sealed(month, [later.person(1)]).file)
    found = list(pairs_of(receiving, files))
    assert [read.opened for _file, read in found] == [None, None]
    later.trusted()
    assert inbox.take_in(receiving, "x", found[0][1].data, read=found[0][1]).result == "imported"


def test_one_file_alone_is_not_worth_a_thread(receiving, files, tmp_path):
    assert list(pairs_of(receiving, files[:1])) == [(files[0], None)]
    gone = tmp_path / "gone.asice.age"
    assert [read for file, read in pairs_of(receiving, [*files, gone]) if file == gone] == [None]


def test_what_is_read_ahead_is_never_printed(receiving, files):
    person = "Nguy"
    assert all(person not in repr(read) for _file, read in pairs_of(receiving, files))
