import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.person import Answer
from app.i18n import text
from app.services import form_drafts, register
from ui.pages.person import PersonPane
from ui.widgets.toast import Toast


@pytest.fixture
def pane(qtbot, commune, commune_desk, people, settle):
    found = PersonPane(commune_desk)
    qtbot.addWidget(found)
    found.show()
    found.open(people[0].id)
    settle()
    return found


def field(pane, path):
    return pane.form.fields[path]


def edit(type_in, pane, path, words):
    field(pane, path).line.clear()
    type_in(field(pane, path).line, words)


def test_a_person_is_shown_unchanged(pane, people):
    assert field(pane, "name").value() == people[0].name
    assert field(pane, "term.finished_on").value() == "2024-05-08"
    assert field(pane, "need.amount").line.text() == "50.000.000"
    assert not pane.form.is_changed
    assert not pane._save.isEnabled()


def test_only_what_changed_is_stored_with_its_reason(pane, commune, people, type_in, press, settle):
    edit(type_in, pane, "village", "Thôn Mới")
    edit(type_in, pane, "term.number", "99/GCN")
    assert pane.form.changes().keys() == {"village", "terms"}
    pane.save()
    settle()
    shown = register.show(commune, people[0].id)
    assert shown.person.village == "Thôn Mới"
    assert shown.person.terms[0].number == "99/GCN"
    assert shown.person.terms[0].finished_on == people[0].terms[0].finished_on
    assert shown.history[0][4] == text("ui.person.reason.update")


def test_saving_by_key(pane, commune, people, type_in, qtbot, settle):
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    edit(type_in, pane, "phone", "0912 000 000")
    qtbot.keyClick(field(pane, "phone").line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert register.show(commune, people[0].id).person.phone == "0912 000 000"


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("name", "", "error.person.name_missing.message"),
        ("old_number", "123", "error.id.old_length.remedy"),
        ("birth", "1/1/2030", "error.date.order.message"),
    ],
)
def test_a_refusal_stands_beside_its_field(pane, type_in, settle, path, typed, said):
    edit(type_in, pane, path, typed)
    pane._changed()
    pane.save()
    settle()
    assert text(said) in field(pane, path).said()
    assert pane.form.is_changed


def test_a_taken_number_is_refused_beside_the_number(pane, type_in, people, settle):
    edit(type_in, pane, "personal_number", people[1].personal_number)
    pane.save()
    settle()
    assert people[1].name in field(pane, "personal_number").said()


def test_what_is_no_date_is_not_sent(pane, commune, people, type_in, settle):
    edit(type_in, pane, "came_home_on", "31/2/2025")
    pane.save()
    settle()
    assert text("error.date.invalid.remedy") == field(pane, "came_home_on").said()
    assert register.show(commune, people[0].id).person.version == 1


def test_text_that_is_no_amount_is_refused_beside_it(pane, type_in, settle):
    edit(type_in, pane, "need.amount", "nhiều")
    pane.save()
    settle()
    assert field(pane, "need.amount").said()


def test_the_number_explains_itself(pane):
    assert "Lạng Sơn" in field(pane, "personal_number").said()
    assert "1995" in field(pane, "personal_number").said()


def test_a_contradiction_is_a_doubt_that_can_be_confirmed(pane, commune, people, type_in, settle):
    edit(type_in, pane, "personal_number", "020190000025")
    pane.form.explain_number()
    said = field(pane, "personal_number").said()
    assert text("error.id.sex_mismatch.message") in said
    assert text("error.id.birth_mismatch.message") in said
    field(pane, "personal_number")._confirm.click()
    pane.save()
    settle()
    assert set(register.show(commune, people[0].id).person.checked) == {"id.sex_mismatch", "id.birth_mismatch"}


def test_somebody_alike_is_noticed_while_typing(pane, people, type_in, settle):
    asked = []
    pane.asked_for.connect(asked.append)
    pane.begin()
    edit(type_in, pane, "name", "do thi binh")
    edit(type_in, pane, "birth", "12/4/1983")
    pane._look_for_alikes()
    settle()
    assert people[1].name in field(pane, "name").said()
    field(pane, "name")._confirm.click()
    assert asked == [people[1].id]


def test_a_number_mistyped_by_one_digit_still_finds_who_it_is(pane, people, type_in, settle):
    pane.begin()
    number = people[1].personal_number
    edit(type_in, pane, "name", people[1].name)
    edit(type_in, pane, "personal_number", number[:-1] + str((int(number[-1]) + 1) % 10))
    pane._look_for_alikes()
    settle()
    said = field(pane, "name").said()
    assert people[1].name in said
    assert text("match.number.one_digit").lower() in said


def test_a_judgement_gets_its_day(pane):
    box = field(pane, "conduct.value")
    box.set_value("yes")
    box.changed.emit()
    assert field(pane, "conduct.on").value()


def test_conditions_are_ticked_or_explained(pane, commune, people, settle):
    words = [label.text() for label in pane._conditions.findChildren(QLabel) if not label.isHidden()]
    assert text("ui.person.not_eligible", day="05/12/2026") in words
    assert text("reason.conduct.unknown") in words
    assert text("ui.person.last_day", day="08/05/2029") in words
    good = {"conduct": {"value": "yes", "on": "1/12/2026"}, "evils": {"value": "no", "on": "1/12/2026"}}
    register.change(commune, people[0].id, good, "Rà soát")
    pane.open(people[0].id)
    settle()
    words = [label.text() for label in pane._conditions.findChildren(QLabel) if not label.isHidden()]
    assert text("ui.person.eligible", day="05/12/2026") in words


def test_undoing_brings_everything_back(pane, people, type_in):
    edit(type_in, pane, "name", "Ai Đó")
    pane._undo()
    assert field(pane, "name").value() == people[0].name
    assert not pane.form.is_changed


def is_closed(commune, person):
    return register.show(commune, person.id).person.closed_on is not None


def take_back(pane, settle):
    pane.window().findChildren(Toast)[-1].take_back()
    settle()


def test_everything_kept_about_a_person_is_saved_for_them(pane, commune, people, tmp_path, settle):
    pane.save_extract(tmp_path / "extract.pdf")
    settle()
    assert (tmp_path / "extract.pdf").read_bytes().startswith(b"%PDF")
    assert "extract.pdf" in pane.notice.words
    newest = next(commune.store.audit.rows(newest_first=True, limit=1))
    assert (newest.act, newest.subject) == ("person.extract", people[0].id)


def test_closing_needs_a_reason_and_can_be_taken_back(pane, commune, people, settle):
    pane._end()
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    settle()
    assert dialog.fields["reason"].said() == text("ui.field.required")
    dialog.fields["reason"].set_value("Đã chuyển đi nơi khác")
    dialog.ok.click()
    settle()
    assert is_closed(commune, people[0])
    take_back(pane, settle)
    assert not is_closed(commune, people[0])


def test_reopening_asks_nothing_and_is_taken_back_with_the_former_reason(pane, commune, people, settle):
    register.close(commune, people[0].id, "Đã chuyển đi")
    pane.open(people[0].id)
    settle()
    pane._reopen()
    settle()
    assert not is_closed(commune, people[0])
    take_back(pane, settle)
    assert register.show(commune, people[0].id).person.closed_reason == "Đã chuyển đi"


def test_the_history_says_what_each_version_changed(pane, commune, people, settle):
    register.change(commune, people[0].id, {"village": "Thôn Mới", "birth": "3/1988"}, "Ghi nhầm")
    pane.open(people[0].id)
    settle()
    said = {one.text() for one in pane._history.findChildren(QLabel)}
    assert "• Ngày sinh: 11/01/1995 → 03/1988" in said
    assert "• Thôn, tổ dân phố: Thôn Nà Lầm → Thôn Mới" in said


def test_what_is_typed_is_kept_and_dropped_when_it_is_saved(pane, commune, type_in, settle):
    edit(type_in, pane, "village", "Thôn Mới")
    assert pane.keeper.timer.isActive()
    assert 1_000 <= pane.keeper.timer.interval() <= 3_000
    pane.keeper.keep()
    settle()
    assert [draft.data for draft in form_drafts.kept(commune)] == [{"village": "Thôn Mới"}]
    pane.save()
    settle()
    assert not form_drafts.kept(commune)


def test_giving_up_a_form_gives_up_what_was_kept(pane, commune, type_in, settle):
    edit(type_in, pane, "birth", "30/2/19")
    pane.keeper.keep()
    pane._undo()
    settle()
    assert not form_drafts.kept(commune)


def test_a_kept_form_is_offered_where_its_person_is_opened(pane, commune, people, settle):
    form_drafts.keep(commune, people[0].id, 1, {"birth": "30/2/19", "need.amount": 7_000_000, "sex": "female"})
    pane.open(people[1].id)
    settle()
    assert pane.keeper.offer.isHidden()
    pane.open(people[0].id)
    settle()
    assert "04/12/2026 08:00" in pane.keeper.offer.words.text()
    pane.keeper.offer.go_on.click()
    settle()
    assert field(pane, "birth").line.text() == "30/2/19"
    assert field(pane, "need.amount").line.text() == "7.000.000"
    assert field(pane, "sex").value() == "female"
    assert pane._save.isEnabled()


def test_an_offer_can_be_dropped(pane, commune, people, settle):
    form_drafts.keep(commune, people[0].id, 1, {"village": "x"})
    pane.open(people[0].id)
    settle()
    pane.keeper.offer.drop.click()
    settle()
    assert pane.keeper.offer.isHidden()
    assert not form_drafts.kept(commune)


def test_a_colleagues_change_meanwhile_is_told(pane, commune, people, type_in, settle):
    register.change(commune, people[0].id, {"phone": "1"}, "Khác")
    edit(type_in, pane, "phone", "2")
    pane.save()
    settle()
    assert text("error.person.changed_meanwhile.message") in pane.notice.words


def test_unknown_answers_are_not_stored_as_known(pane, commune, people):
    assert register.show(commune, people[0].id).person.conduct.value is Answer.UNKNOWN
    assert field(pane, "conduct.value").value() == "unknown"


@pytest.mark.parametrize("typed", ["A" * 300, "Bế\tVăn\nẢn\t020095000017", "Bế 😀 Ản"])
def test_strange_input_is_kept_or_refused_in_place(pane, type_in, settle, typed):
    field(pane, "name").line.setText(typed)
    pane._changed()
    pane.save()
    settle()
    assert pane._name.text() or field(pane, "name").said()
