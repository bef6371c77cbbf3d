"""The fields of a person, described as data and built in a loop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.dates import PartialDate, from_iso
from app.domain.identity import explain_number, number_errors, number_warnings
from app.domain.person import Answer, CertificateKind, Person, Purpose, Residence, Sex, Stay
from app.domain.qr import Card
from app.domain.record import to_json
from app.domain.telex import from_telex, lacks_marks
from app.domain.units import Catalogue
from app.i18n import text
from app.labels import label as words_of
from app.lists.encodings import decode
from app.services import catalogue
from ui.tasks import Tasks
from ui.widgets.basics import column, label, separator
from ui.widgets.fields import Chooser, DateField, Field, MoneyField, NoteField, NumberField, TextField
from ui.widgets.unit_picker import UnitPicker


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: where its value lies in the record, its words, its kind; `half` shares a line with the next."""

    path: str
    words: str
    kind: str = "text"
    choices: type[StrEnum] | None = None
    choice_words: str = ""
    half: bool = False
    required: bool = False


_GROUPS: Final[tuple[tuple[str, tuple[Spec, ...]], ...]] = (
    ("identity", (
        Spec("name", "name", required=True),
        Spec("birth", "birth", "date", half=True), Spec("sex", "sex", "choice", Sex, "sex", half=True),
        Spec("personal_number", "personal_number", "number"),
        Spec("personal_number_issued_on", "issued_on", "date", half=True),
        Spec("personal_number_issued_by", "issued_by", half=True),
        Spec("old_number", "old_number", "number", half=True), Spec("phone", "phone", half=True),
        Spec("other_names", "other_names"),
    )),
    ("residence", (
        Spec("unit", "unit", "unit"), Spec("village", "village"),
        Spec("residence", "residence", "choice", Residence, "residence", required=True),
        Spec("residence_since", "residence_since", "date", half=True),
        Spec("came_home_on", "came_home_on", "date", half=True),
        Spec("stay", "stay", "choice", Stay, "stay"),
    )),
    ("term", (
        Spec("term.kind", "term.kind", "choice", CertificateKind, "certificate"),
        Spec("term.finished_on", "term.finished_on", "date"),
        Spec("term.number", "term.number", half=True), Spec("term.date", "term.date", "date", half=True),
        Spec("term.issuer", "term.issuer"),
    )),
    ("need", (
        Spec("need.value", "need", "choice", Answer, "need", half=True, required=True),
        Spec("need.stated_on", "need_on", "date", half=True),
        Spec("need.purpose", "purpose", "choice", Purpose, "purpose"),
        Spec("need.amount", "amount", "money", half=True),
        Spec("need.agreed", "agreed", "choice", Answer, "answer", half=True, required=True),
    )),
    ("judgements", (
        Spec("conduct.value", "conduct", "choice", Answer, "conduct", half=True, required=True),
        Spec("conduct.on", "conduct_on", "date", half=True),
        Spec("evils.value", "evils", "choice", Answer, "evils", half=True, required=True),
        Spec("evils.on", "evils_on", "date", half=True),
        Spec("same_purpose_loan", "same_purpose_loan", "choice", Answer, "answer", required=True),
    )),
    ("household", (
        Spec("household_rep.name", "rep_name", half=True), Spec("household_rep.relation", "rep_relation", half=True),
        Spec("household_rep.personal_number", "rep_number", "number", half=True),
        Spec("household_rep.phone", "rep_phone", half=True),
    )),
    ("notes", (Spec("notes", "notes", "notes"),)),
)  # fmt: skip
# An answer without its day is worth little: the day of today is proposed.
_DAY_OF: Final = {"conduct.value": "conduct.on", "evils.value": "evils.on", "need.value": "need.stated_on"}
_FIELD_OF_ERROR: Final = {
    "person.name_missing": "name", "id.length": "personal_number", "id.old_length": "old_number",
    "person.duplicate_id": "personal_number", "date.order": "birth",
}  # fmt: skip

_IN_NAMES: Final = " '’.-,"
_FIELD_OF_REASON: Final = {
    "certificate.missing": "term.kind", "window.passed": "term.finished_on", "window.not_started": "term.finished_on",
    "not_prison_term": "term.kind", "not_resident": "residence", "not_released": "residence",
    "conduct.not_good": "conduct.value", "conduct.unknown": "conduct.value", "evils.yes": "evils.value",
    "evils.unknown": "evils.value", "need.none": "need.value", "need.unknown": "need.value",
    "loan.same_purpose": "same_purpose_loan",
}  # fmt: skip


class PersonForm(QWidget):
    """All fields of one person; says when something changed and what."""

    changed = Signal()
    identity_left = Signal()
    """Name, birth or number was edited and left: time to look for who may be the same."""

    def __init__(self, tasks: Tasks, units: Callable[[], Catalogue] = catalogue.load) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.fields: dict[str, Field] = {}
        self._before: dict[str, Any] = {}
        self._terms: list[dict[str, Any]] = []
        self._term_at = 0
        self._checked: list[str] = []
        self._number_warnings: tuple[str, ...] = ()
        parts: list[Any] = []
        for name, specs in _GROUPS:
            parts += [
                label(text(f"ui.person.group.{name}"), "groupTitle"),
                self._grid(specs, tasks, units),
                4,
                separator(),
                2,
            ]
        layout = column(*parts[:-3], None, spacing=8)
        layout.setContentsMargins(2, 4, 10, 8)
        self.setLayout(layout)
        for path in ("name", "birth", "personal_number"):
            self.fields[path].left.connect(self.identity_left)
        for path in ("personal_number", "birth", "sex"):
            self.fields[path].left.connect(self.explain_number)
        self.fields["name"].left.connect(self.look_at_name)

    def _grid(self, specs: tuple[Spec, ...], tasks: Tasks, units: Callable[[], Catalogue]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        line, side = 0, 0
        for spec in specs:
            field = _make(spec, tasks, units)
            self.fields[spec.path] = field
            field.changed.connect(self._changer(spec.path))
            if spec.half:
                grid.addWidget(field, line, side, Qt.AlignmentFlag.AlignTop)
                line, side = (line + 1, 0) if side else (line, 1)
            else:
                grid.addWidget(field, line, 0, 1, 2)
                line, side = line + 1, 0
        return grid

    def fill(self, person: Person) -> None:
        """Show a person."""
        plain = to_json(person)
        term = person.newest_term
        self._terms = plain["terms"]
        self._term_at = person.terms.index(term) if term is not None else 0
        self._checked = list(person.checked)
        plain["term"] = plain["terms"][self._term_at] if term is not None else {}
        for path, field in self.fields.items():
            field.set_value(_at(plain, path))
            field.quiet()
            self._before[path] = field.value()
        self.explain_number()

    @property
    def is_changed(self) -> bool:
        """Whether something differs from what was filled in."""
        return any(field.value() != self._before[path] for path, field in self.fields.items())

    def changes(self) -> dict[str, Any]:
        """What differs, as `register.change` takes it."""
        found: dict[str, Any] = {}
        term: dict[str, Any] = {}
        for path, field in self.fields.items():
            value = field.value()
            if value == self._before[path]:
                continue
            head, _, tail = path.partition(".")
            if head == "term":
                term[tail] = value
            elif tail:
                found.setdefault(head, {})[tail] = value
            else:
                found[head] = value
        if term:
            at = self._terms[self._term_at] if self._terms else {}
            found["terms"] = [*self._terms[: self._term_at], {**at, **term}, *self._terms[self._term_at + 1 :]]
        if self._checked:
            found["checked"] = self._checked
        return found

    def unsaved(self) -> dict[str, Any]:
        """What stands in the fields that were touched, by the field's path."""
        values = {path: field.value() for path, field in self.fields.items()}
        return {path: value for path, value in values.items() if value != self._before[path]}

    def lay(self, typed: Mapping[str, Any]) -> None:
        """Put back what `unsaved` gave, over the record as it is now."""
        for path, value in typed.items():
            if path in self.fields:
                self.fields[path].set_value(value)
        self.explain_number()
        self.changed.emit()

    def check(self) -> bool:
        """Whether every date is one; the cursor goes to the first that is not."""
        for field in self.fields.values():
            if isinstance(field, DateField) and not field.check():
                field.setFocus()
                return False
        return True

    def refuse(self, code: str, values: Mapping[str, object], words: str) -> bool:
        """Show an error beside its field; False when it belongs to none."""
        named = str(values.get("field", ""))
        path = _FIELD_OF_ERROR.get(code) or next(
            (
                path
                for path in self.fields
                if named and (path == named or path.endswith(f".{named.rpartition('.')[2]}"))
            ),
            "",
        )
        if not path:
            return False
        self.fields[path].error(words)
        self.fields[path].setFocus()
        return True

    def explain_number(self) -> None:
        """Say beneath the number what it tells, or where it disagrees with the record."""
        field, number = self.fields["personal_number"], self.fields["personal_number"].value()
        sex, birth = self.fields["sex"].value(), _date(self.fields["birth"])
        if not number:
            field.quiet()
        elif errors := number_errors(number):
            field.error(text(f"error.{errors[0]}.message", n=len(number)))
        elif warnings := [
            code for code in number_warnings(number, sex and Sex(sex), birth) if code not in self._checked
        ]:
            words = " ".join(text(f"error.{code}.message") for code in warnings)
            field.warn(words, action=text("ui.person.checked"), act=lambda: self._confirm(warnings))
        else:
            facts = explain_number(number)
            said_sex = words_of("sex", facts.sex.value).lower() if facts.sex else ""
            place = facts.province or text("ui.person.abroad")
            field.hint(text("ui.person.number_says", province=place, sex=said_sex, year=str(facts.birth_year)))

    def take_card(self, card: Card) -> None:
        """Fill in what a card's code says; an officer's own words about name and village are never overwritten."""
        said: dict[str, Any] = {
            "personal_number": card.personal_number, "old_number": card.old_number, "name": card.name,
            "birth": card.birth.iso if card.birth else "", "sex": card.sex and card.sex.value, "village": card.village,
            "personal_number_issued_on": card.issued_on.iso if card.issued_on else "",
        }  # fmt: skip
        for path, value in said.items():
            field = self.fields[path]
            if value and not (path in card.doubtful and field.value()):
                field.set_value(value)
                field.quiet()
        self.explain_number()
        for path in card.doubtful:
            field, of_card = self.fields[path], card.address if path == "village" else card.name
            words = text("ui.person.card_check", said=of_card)
            field.warn(words, action=text("ui.person.checked"), act=field.quiet)
        self.changed.emit()
        self.fields["name"].setFocus()

    def go_to(self, reason: str) -> None:
        """Put the cursor into the field where a reason for not being listed can be answered."""
        path = _FIELD_OF_REASON.get(reason, "name")
        if reason == "data.missing":
            missing = (path for path in ("birth", "personal_number") if not self.fields[path].value())
            path = next(missing, "personal_number")
        self.fields[path].setFocus()

    def look_at_name(self) -> None:
        """A name of an old font, with keys of Telex in it, or without marks is pointed out, never refused (U24)."""
        field = self.fields["name"]
        name = field.value()
        if field.said() or name == self._before["name"]:
            return
        read = decode(field.editor.text() if isinstance(field.editor, QLineEdit) else name)
        if better := read.suggestion or (read.encoding and read.text):
            self._offer_name(text("ui.person.name_font"), better)
            return
        if any(not (letter.isalpha() or letter in _IN_NAMES) for letter in name):
            field.warn(words_of("warning", "name.unusual"), action=text("ui.person.checked"), act=field.quiet)
            return
        better = from_telex(name)
        if better != name:
            self._offer_name(text("ui.person.name_telex"), better)
        elif lacks_marks(name):
            field.warn(text("ui.person.name_plain"), action=text("ui.person.name_right"), act=field.quiet)

    def _offer_name(self, words: str, better: str) -> None:
        field = self.fields["name"]

        def turn() -> None:
            field.set_value(better)
            field.quiet()
            self.changed.emit()

        field.warn(words, action=text("ui.person.name_turn", name=better), act=turn)

    def _confirm(self, codes: list[str]) -> None:
        self._checked = [*self._checked, *codes]
        self.explain_number()
        self.changed.emit()

    def _changer(self, path: str) -> Callable[[], None]:
        def on_change() -> None:
            day = self.fields.get(_DAY_OF.get(path, ""))
            if day is not None and not day.value() and self.fields[path].value() != Answer.UNKNOWN:
                day.set_value(datetime.now().astimezone().date().isoformat())
            if path == "sex":
                self.explain_number()
            self.changed.emit()

        return on_change


def _make(spec: Spec, tasks: Tasks, units: Callable[[], Catalogue]) -> Field:
    words = text(f"ui.person.{spec.words}")
    if spec.choices is not None:
        none = [] if spec.required else [(None, text("ui.person.unknown"))]
        return Chooser(
            spec.path, words, [*none, *((one.value, words_of(spec.choice_words, one)) for one in spec.choices)]
        )
    if spec.kind == "unit":
        return UnitPicker(spec.path, words, tasks, units=units)
    kinds: dict[str, type[TextField]] = {
        "text": TextField,
        "number": NumberField,
        "money": MoneyField,
        "date": DateField,
    }
    if spec.kind == "notes":
        return NoteField(spec.path, words)
    return kinds[spec.kind](spec.path, words, required=spec.required)


def _at(plain: Mapping[str, Any], path: str) -> Any:
    found: Any = plain
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _date(field: Field) -> PartialDate | None:
    try:
        return from_iso(field.value()) if field.value() else None
    except ValueError:
        return None
