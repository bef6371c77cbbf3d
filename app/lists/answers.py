"""What an importer asks once, and the answers given: encodings, the order of dates, columns, other measures."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.lists.decoding import Doubtful
from app.lists.grid import index_of, letter
from app.lists.header import Column, Header, Unused
from app.lists.headings import Meaning

FIELDS: Final = (
    "name", "birth", "sex", "personal_number", "personal_number_issued_on", "personal_number_issued_by", "old_number",
    "phone", "village", "stay", "came_home_on", "residence", "certificate_number", "certificate_date",
    "certificate_issuer", "certificate_kind", "finished_on", "measure", "need", "purpose", "amount", "conduct", "evils",
    "household_rep_name", "household_rep_relation", "savings_group", "savings_union", "ethnicity", "notes",
)  # fmt: skip
"""What a column can be said to hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: `encoding`, `dates`, `measure` or `old_unit`; how many cells, an example, its other reading.

    Of `old_unit` the example is the former unit that the list's title names, the other reading its code.
    """

    kind: str
    column: str
    cells: int
    example: str = field(default="", repr=False)
    other: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known beyond the file. Without answers doubtful cells are rejected, never guessed.

    `dates` by column letter: `day` or `month`, whichever stands first. `columns` by letter: a field, or "" for a
    column that is not to be read. `headings` are the office's own, learnt from earlier imports, by plain text.
    `measures` by folded value: whether it is a finished prison term. `rows` leaves all other rows out.
    """

    doubtful: Doubtful = Doubtful.ASK
    dates: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Meaning] = field(default_factory=dict)
    measures: Mapping[str, bool] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    old_unit: str = ""
    """Code of the former unit whose list the whole file is: it stands in the old address of rows that name none."""

    def applied(self, header: Header) -> Header:
        """The header with the columns as the user said they are."""
        if not self.columns:
            return header
        kept = [column for column in header.columns if letter(column.index) not in self.columns]
        said = {one for one, name in self.columns.items() if name}
        named = {letter(column.index): column.heading for column in header.columns}
        named |= {column.letter: column.heading for column in header.unused}
        told = [Column(index_of(at), self.columns[at], named.get(at, "")) for at in sorted(said)]
        left = [Unused(at, named.get(at, ""), "left_out") for at, name in self.columns.items() if not name]
        unused = [column for column in header.unused if column.letter not in self.columns]
        columns = sorted([*(one for one in kept if one.field not in self.columns.values()), *told],
                         key=lambda column: column.index)  # fmt: skip
        return replace(header, columns=tuple(columns), unused=(*unused, *left))


NO_ANSWERS: Final = Answers()
