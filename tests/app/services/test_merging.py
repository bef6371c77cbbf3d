"""Two communes become one: the register and the past of the old one, all of it, once, and nobody joined in silence."""

import shutil
from contextlib import closing

import pytest

from app.domain.access import Kind, Role
from app.domain.month import MonthState
from app.services import accounts, batches, duplicates, merging, months, register, successions
from app.services.backups import Opener, create
from db.keyslots import TESTING
from tests.claims import refused
from tests.exchange import dump, introduce, issue, register_people, sealed
from tests.invented import COMMUNE, MONTH, PASSWORD, USER, person_data
from tests.mergers import OLD, office, old_office, told
from tests.monthly import confirmed, listed

NEXT = "2027-01"
ADMIN = Opener(USER, PASSWORD)


@pytest.fixture
def old(tmp_path):
    """The store of the old commune: three people, a month that was issued, closed again."""
    return old_office(tmp_path / "old")


def opened(folder, sign_in):
    return closing(sign_in(folder))


def everybody(session):
    return {person.id: person for person in session.store.people.all()}


def test_people_come_with_their_identifiers_and_every_version(commune, old, sign_in):
    with opened(old, sign_in) as other:
        (one, *_) = everybody(other)
        register.change(other, one, {"village": "Thôn Mới"}, "Sửa")
        before, history = everybody(other), other.store.people.history(one)
    done = merging.merge(commune, old, ADMIN)
    assert (done.people, done.kept, done.already) == (3, (), False)
    assert everybody(commune).keys() == before.keys()
    newest, *earlier = commune.store.people.history(one)
    assert earlier == history
    assert (newest.change.act, newest.person.unit) == ("store.merge", COMMUNE)
    assert newest.person.old_address.startswith("Thôn Mới, ")


def test_they_are_found_by_name_and_number(commune, old):
    merging.merge(commune, old, ADMIN)
    person = next(iter(everybody(commune).values()))
    assert commune.store.people.with_number(person.personal_number) == [person]
    assert register.find(commune, register.Query(person.name)).total == 1


def test_months_papers_and_batches_are_kept_as_they_were_and_written_out(commune, old, sign_in, tmp_path):
    with opened(old, sign_in) as other:
        pdf = other.store.months.paper(MONTH, 1, "form01.pdf")
    merging.merge(commune, old, ADMIN)
    (store,) = merging.stores(commune)
    (month,) = merging.months(commune, store.store)
    assert (store.unit, month.month, month.state) == (OLD, MONTH, MonthState.CONFIRMED)
    files = merging.write_out(commune, store.store, tmp_path / "out", month=MONTH)
    assert pdf in {file.read_bytes() for file in files}
    assert commune.store.months.all() == []


def test_a_batch_that_never_left_is_still_there_to_be_sent(commune, receiving, tmp_path, sign_in):
    with closing(office(tmp_path / "old")) as other:
        introduce(other, receiving)
        register_people(other, 2, first=20)
        batch = sealed(other)
        successions.close(other, COMMUNE)
    assert merging.merge(commune, tmp_path / "old", ADMIN).waiting == 2
    (store,) = merging.stores(commune)
    merging.write_out(commune, store.store, tmp_path / "stick")
    assert (tmp_path / "stick" / batch.file).read_bytes() == batch.content


def test_whoever_the_old_office_had_listed_is_no_first_timer(commune, old):
    merging.merge(commune, old, ADMIN)
    person = next(iter(everybody(commune)))
    assert commune.store.months.last_listed(NEXT)[person] == MONTH
    confirmed(commune, NEXT)
    entries = months.show(commune, NEXT).rows.entries
    assert len(entries) == 3
    assert {(entry.new, entry.listed_before) for entry in entries} == {(False, MONTH)}


def test_they_travel_upwards_with_the_first_list(commune, receiving, old):
    merging.merge(commune, old, ADMIN)
    introduce(commune, receiving)
    confirmed(commune, NEXT)
    (batch,) = batches.seal_month(commune, NEXT)
    assert set(listed(months.show(commune, NEXT))) == set(everybody(commune))
    assert batch.number == 1


def test_merging_again_does_nothing_twice(commune, old):
    merging.merge(commune, old, ADMIN)
    before, acts = dump(commune), commune.store.audit.head()
    again = merging.merge(commune, old, ADMIN)
    assert (again.already, again.people, again.backup) == (True, 0, "")
    assert (dump(commune), commune.store.audit.head()) == (before, acts)


def test_merging_again_brings_what_happened_there_since(commune, old, sign_in):
    merging.merge(commune, old, ADMIN)
    with opened(old, sign_in) as other:
        one, *_ = everybody(other)
        register.change(other, one, {"village": "Thôn Sau"}, "Sửa")
        register_people(other, 1, first=40)
    done = merging.merge(commune, old, ADMIN)
    assert (done.people, done.updated) == (1, 1)
    assert everybody(commune)[one].village == "Thôn Sau"
    assert commune.store.people.count() == 4


def test_a_person_changed_in_both_places_keeps_what_is_here_and_the_other_beside(commune, old, sign_in):
    merging.merge(commune, old, ADMIN)
    one = next(iter(everybody(commune)))
    register.change(commune, one, {"village": "Ở đây"}, "Sửa")
    with opened(old, sign_in) as other:
        register.change(other, one, {"village": "Ở kia"}, "Sửa")
    done = merging.merge(commune, old, ADMIN)
    assert (done.updated, done.kept) == (0, (one,))
    assert everybody(commune)[one].village == "Ở đây"
    kept = [row for row in commune.store.merged.plain("merged_records") if row["source"] == "people_history"]
    assert any("Ở kia" in row["data"] for row in kept)


def test_who_may_be_the_same_is_shown_and_nobody_is_joined(commune, old):
    register_people(commune, 1, first=20)
    done = merging.merge(commune, old, ADMIN)
    assert done.pairs == 1
    assert commune.store.people.count() == 4
    (pair,) = duplicates.pairs(commune)
    assert pair.level == "certain"


def test_a_pair_dismissed_over_there_stays_dismissed(commune, tmp_path):
    with closing(office(tmp_path / "old")) as other:
        one, two = register_people(other, 2, first=20)
        duplicates.dismiss(other, one.id, two.id, "Hai anh em")
        told(other)
    merging.merge(commune, tmp_path / "old", ADMIN)
    (verdict,) = commune.store.duplicates.verdicts("dismissed")
    assert {verdict.first, verdict.second} == {one.id, two.id}


def test_looking_first_changes_nothing(commune, old):
    before = dump(commune)
    would = merging.merge(commune, old, ADMIN, dry_run=True)
    assert (would.people, would.months, would.dry_run) == (3, 1, True)
    assert dump(commune) == before
    assert not list((commune.store.folder / "backups").glob("*.hnbackup"))


def test_a_backup_of_before_lies_there(commune, old):
    register_people(commune, 1)
    done = merging.merge(commune, old, ADMIN)
    assert (commune.store.folder / "backups" / done.backup).is_file()


def test_both_trails_tell_of_it(commune, old, sign_in):
    merging.merge(commune, old, ADMIN)
    (act,) = [row for row in commune.store.audit.rows() if row.act == "store.merge"]
    assert (act.subject, act.detail["people"]) == (OLD, 3)
    with opened(old, sign_in) as other:
        acts = [row.subject for row in other.store.audit.rows() if row.act == "store.taken_over"]
    assert acts == [commune.office.fingerprint]


def test_a_backup_of_the_old_office_does_as_well(commune, old, sign_in, tmp_path):
    with opened(old, sign_in) as other:
        made = create(other, tmp_path / "old.hnbackup")
    shutil.rmtree(old)
    assert merging.merge(commune, made.file, ADMIN).people == 3
    assert not list(commune.store.folder.glob(".merging-*"))


def test_the_signing_key_stays_where_it_was_and_what_opens_its_batches_comes(commune, old, sign_in):
    keys = commune.store._db.execute("SELECT count(*) FROM office_keys").fetchone()
    with opened(old, sign_in) as other:
        theirs = set(other.store.offices.identities())
    merging.merge(commune, old, ADMIN)
    assert commune.store._db.execute("SELECT count(*) FROM office_keys").fetchone() == keys
    assert theirs < set(commune.store.offices.identities())


def test_a_month_that_was_not_finished_is_named(commune, tmp_path):
    with closing(office(tmp_path / "old")) as other:
        register_people(other, 1, first=20)
        months.draft(other, MONTH)
        told(other)
    assert merging.merge(commune, tmp_path / "old", ADMIN).unfinished == (MONTH,)


def test_three_communes_become_one(commune, old, tmp_path):
    with closing(office(tmp_path / "third", "06025")) as third:
        register_people(third, 2, first=50)
        told(third)
    merging.merge(commune, old, ADMIN)
    merging.merge(commune, tmp_path / "third", ADMIN)
    assert commune.store.people.count() == 5
    assert {one.unit for one in merging.stores(commune)} == {OLD, "06025"}


def test_what_an_old_office_had_taken_over_itself_comes_along(commune, old, tmp_path):
    with closing(office(tmp_path / "middle", "06025", name="Công an xã giữa")) as middle:
        with closing(office(tmp_path / "older", "06019")) as older:
            register_people(older, 1, first=70)
            issue(older)
            told(older, "06025")
        merging.merge(middle, tmp_path / "older", ADMIN)
        told(middle)
    merging.merge(commune, tmp_path / "middle", ADMIN)
    assert {one.unit for one in merging.stores(commune)} == {"06019", "06025"}
    assert set(commune.store.months.last_listed(NEXT).values()) == {MONTH}


def test_a_store_is_not_merged_into_itself_or_its_copy(commune, tmp_path):
    refused("merge.self", merging.merge, commune, commune.store.folder, ADMIN)
    shutil.copytree(commune.store.folder, tmp_path / "copy")
    refused("merge.self", merging.merge, commune, tmp_path / "copy", ADMIN)


def test_only_a_commune_that_this_one_goes_on_for(commune, tmp_path):
    office(tmp_path / "far", "00004").close()
    refused("merge.not_successor", merging.merge, commune, tmp_path / "far", ADMIN)
    office(tmp_path / "above", "20", Kind.RECEIVING).close()
    refused("merge.kind", merging.merge, commune, tmp_path / "above", ADMIN)
    refused("store.missing", merging.merge, commune, tmp_path, ADMIN)


def test_only_administrators_of_both_offices(commune, old, sign_in):
    with opened(old, sign_in) as other:
        accounts.add_user(other, "Cán bộ", (Role.OFFICER,), PASSWORD, cost=TESTING)
    refused("auth.role", merging.merge, commune, old, Opener("Cán bộ", PASSWORD))
    refused("auth.password", merging.merge, commune, old, Opener(USER, "sai"))
    assert commune.store.people.count() == 0


def test_a_purge_takes_people_out_of_what_was_taken_over_too(commune, old):
    merging.merge(commune, old, ADMIN)
    one = next(iter(everybody(commune)))
    with commune.store.transaction():
        gone = commune.store.purge([one], before="2026-01-01")
    assert gone.papers >= 2
    for table in ("merged_people", "merged_month_rows", "merged_records"):
        rows = commune.store._db.execute(f"SELECT * FROM {table}").fetchall()
        assert not any(one in str(value) and row[1] != "audit" for row in rows for value in row), table


def test_a_person_with_their_own_record_here_may_be_entered_afterwards(commune, old):
    merging.merge(commune, old, ADMIN)
    assert register.add(commune, person_data(90)).person.unit == COMMUNE
