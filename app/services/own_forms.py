"""The office's own Mẫu số 01 in Excel as its template (U4): read, mapped, kept emptied, filled in every month."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.documents import own_workbook
from app.domain.access import Permission
from app.domain.form01 import FormFacts, paper_values
from app.domain.form_columns import BLANKS, COLUMN_KEYS
from app.domain.own_form import OwnForm, OwnLine, Part
from app.domain.paper import Align, Column, Line, PaperContent, Style
from app.domain.template import Template
from app.errors import AppError
from app.lists import own_form
from app.lists.grid import letter
from app.services import templates
from app.session import Session

MAX_FILE: Final = own_form.MAX_FILE
BLANK: Final = "blank"
"""What is said of a column that is left for the hand."""
_ID: Final = "form01-own"
_ABOVE_HEADING: Final = 4
_CENTRED: Final = frozenset({"number", "birth", "personal_number", "finished_on", "certificate_date", "last_day"})


@dataclass(frozen=True, slots=True)
class Read:
    """A workbook that was read: its layout, and the bytes that would be kept, without anybody's data."""

    form: OwnForm
    workbook: bytes

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns no rule knows, by letter and heading: `H “Kết quả”`."""
        return tuple(f"{letter(column.index)} “{column.heading}”" for column in self.form.columns if not column.key)


def read(data: bytes, file: str, keys: Mapping[str, str] | None = None) -> Read:
    """The workbook as a form. `keys` names columns by letter: a key of `form_columns` or `blank`.

    Raises `template.no_table`, `template.column` and `import.*`.
    """
    form = own_form.read_form(data, file)
    emptied = own_form.emptied(data, form)
    # What is filled in later is the emptied workbook: it is this one that must be understood.
    form = own_form.read_form(emptied, file)
    return Read(own_form.mapped(form, _by_index(form, keys or {})), emptied)


def template_of(found: Read, base: Template, name: str) -> Template:
    """The template in which the PDF follows the workbook. Raises `template.columns_unknown`, `template.invalid`."""
    if found.unknown:
        raise AppError("template.columns_unknown", columns=", ".join(found.unknown))
    form = found.form
    parts = {part: tuple(_line(line) for line in form.lines if line.part is part) for part in Part}
    heading = tuple(
        replace(line, when="first", gap=0 if place else _ABOVE_HEADING)
        for place, line in enumerate(parts[Part.HEADING])
    )
    template = replace(
        base, id=_ID, name=name, compared=None, sheet=replace(base.sheet, landscape=form.landscape),
        corner=parts[Part.CORNER],
        left=_ruled(parts[Part.LEFT], 40) or base.left, right=_ruled(parts[Part.RIGHT], 100) or base.right,
        heading=(*heading, *(line for line in base.heading if line.when == "correction" or not heading)),
        columns=_columns(form),
    )  # fmt: skip
    return templates.read_template(templates.template_bytes(template))


def add(session: Session, found: Read, name: str, valid_from: date) -> Template:
    """Use the workbook for papers of that day or later: a new version of the template of Form 01. Audited."""
    session.require(Permission.MANAGE_SETTINGS)
    template = template_of(found, templates.shipped_templates("form01")[0], name)
    return templates.add(session, template, valid_from, workbook=found.workbook)


def filled(workbook: bytes, content: PaperContent, facts: FormFacts) -> bytes | None:
    """The office's workbook with this list; None where it has no form for it: practice prints, another table."""
    if facts.practice:
        return None
    form = own_form.read_form(workbook, "form01.xlsx")
    if len(form.columns) != len(content.columns):
        return None
    values = paper_values(facts)
    return own_workbook.fill_in(workbook, form, content, values, corrects=facts.revision > 1)


def _by_index(form: OwnForm, keys: Mapping[str, str]) -> dict[int, str]:
    places = {letter(column.index): column.index for column in form.columns}
    blanks = iter(BLANKS)
    found: dict[int, str] = {}
    for place, key in keys.items():
        chosen = next(blanks, "") if key == BLANK else key
        if place.upper() not in places or chosen not in COLUMN_KEYS:
            raise AppError("template.column", column=f"{place}={key}")
        found[places[place.upper()]] = chosen
    return found


def _columns(form: OwnForm) -> tuple[Column, ...]:
    return tuple(
        Column(
            column.key, column.heading, min(column.width, 1000), group=column.group,
            align=Align.CENTER if column.key in _CENTRED else Align.LEFT,
        )
        for column in form.columns
    )  # fmt: skip


def _line(line: OwnLine) -> Line:
    style = {(True, True): Style.BOLD_ITALIC, (True, False): Style.BOLD, (False, True): Style.ITALIC}
    return Line(line.text, style.get((line.bold, line.italic), Style.PLAIN), line.size)


def _ruled(lines: tuple[Line, ...], percent: int) -> tuple[Line, ...]:
    """The rule under the office's name and under the motto, which Excel draws as a loose shape that is not read."""
    bold = [index for index, line in enumerate(lines) if line.style is Style.BOLD]
    return tuple(
        replace(line, rule=percent) if bold and index == bold[-1] else line for index, line in enumerate(lines)
    )
