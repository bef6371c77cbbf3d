"""Of many files the next is read while one is stored; what that thread read is judged when its turn comes."""

import sys

import pytest

from app.domain.batch import travelling
from app.domain.person import Person
from app.services import inbox, offices, register
from app.services.inbox.reading import ahead
from tests.exchange import dump, forge
from tests.invented import person_data


def records(commune, numbers, *, version=1):
    blank = Person("", version, "", unit=commune.office.unit)
    return [{**travelling(register.merged(blank, person_data(number))), "id": f"p{number}"} for number in numbers]


@pytest.fixture
def stick(pair, tmp_path):
    """Four batches of one office in their order, the third of them with a byte that is not its own."""
    previous, files = None, []
    for number in range(1, 5):
        version = 2 if number == 4 else 1
        people = records(pair[0], range(5) if number == 4 else range(number * 10, number * 10 + 5), version=version)
        made = forge(*pair, people, number=number, previous=previous, part=number, parts=4)
        previous = made.digest
        file = tmp_path / f"{number}.asice.age"
        file.write_bytes(made.file[:-1] + b"?" if number == 3 else made.file)
        files.append(file)
    return files


def test_many_files_leave_what_one_after_another_leaves(pair, stick):
    usual = sys.getswitchinterval()
    taken = inbox.take_files(pair[1], stick)
    assert [(one.result, one.code) for one in taken] == [
        ("imported", None), ("imported", None), ("quarantined", "batch.decrypt"), ("imported", "batch.gap"),
    ]  # fmt: skip
    assert sys.getswitchinterval() == usual
    together = dump(pair[1], but=("quarantine",))
    assert pair[1].store.people.count() == 15
    again = [inbox.take_in(pair[1], file.name, file.read_bytes()).result for file in stick]
    assert again == ["already", "already", "quarantined", "already"]
    assert dump(pair[1], but=("quarantine",)) == together


def test_every_file_but_the_first_was_read_ahead_and_none_with_a_fault(pair, stick):
    read = [one for _file, one in ahead(pair[1], stick)]
    assert [one is not None for one in read] == [False, True, False, True]
    assert [row.id for row in read[1].contents.people] == [f"p{number}" for number in range(20, 25)]


@pytest.mark.parametrize(("act", "code"), [("revoke", "batch.revoked"), ("suspend", "batch.suspended")])
def test_a_card_that_lost_its_trust_since_the_file_was_read_is_not_believed(pair, stick, act, code):
    commune, receiving = pair
    _first, (file, read) = list(ahead(receiving, stick[:2]))
    getattr(offices, act)(receiving, commune.office.fingerprint, "Mất máy")
    taken = inbox.take_in(receiving, file.name, read.data, read=read)
    assert (taken.result, taken.code) == ("quarantined", code)
    assert receiving.store.people.count() == 0


def test_a_file_for_somebody_else_is_not_read_ahead(pair, tmp_path):
    commune, receiving = pair
    made = forge(commune, receiving, recipient={"unit": "99999", "fingerprint": "0" * 64})
    (tmp_path / "x.asice.age").write_bytes(made.file)
    assert [read for _file, read in ahead(receiving, [tmp_path / "x.asice.age"] * 2)] == [None, None]


def test_of_no_file_nothing_is_read(pair):
    assert list(ahead(pair[1], [])) == []
