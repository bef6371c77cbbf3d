"""The words shown for each domain value (states, reasons, roles): one wording on screen, paper and terminal.

The words lie in `resources/locale/{vi,en}/labels.toml` under `<kind>.<value>`. A value without words, as a
newer program may have written it, is shown as it is: a word that is missing must never stop a list.
"""

from collections.abc import Iterable

from app import i18n
from app.domain.month import MonthState


def label(kind: str, value: str, **values: object) -> str:
    """The words for a value of a kind: `label("role", "officer")`."""
    key = f"{kind}.{value}"
    return i18n.filled(i18n.text(key), values) if i18n.known(key) else value


def megabytes(size: int) -> str:
    """A size in bytes as people read it: `0,5 MB`."""
    return f"{i18n.grouped(f'{size / 1_000_000:,.1f}')} MB"


def number(value: float) -> str:
    """A count or an amount as people read it on screen: `50.000.000` in Vietnamese, `50,000,000` in English."""
    return i18n.grouped(f"{round(value):,}" if float(value).is_integer() else f"{value:,.1f}")


def month_state(state: str, *, returned: int = 0) -> str:
    """Where a month stands; `returned` counts the entries of a partly accepted one that came back."""
    if state == MonthState.ACCEPTED_PARTLY and returned:
        return label("month.state", "accepted_partly_n", n=returned)
    return label("month.state", state)


def revision(number: int) -> str:
    """Which issue of a month's list: revision 2 is the first correction."""
    if number <= 1:
        return i18n.text("month.revision.first")
    return i18n.text("month.revision.correction", n=number - 1)


def delivered(*, to_bank: bool) -> str:
    """Whether the list is in the bank's hands, a track of its own beside the state."""
    return i18n.text("month.delivered") if to_bank else i18n.text("month.not_delivered")


def reason(code: str) -> str:
    """Why a person is not on a list (contract §4)."""
    return label("reason", code)


def joined(sentences: Iterable[str]) -> str:
    """Several sentences as one: `Chưa hỏi nhu cầu vay vốn; có tham gia tệ nạn xã hội`."""
    return "; ".join(continued(words) if place else words for place, words in enumerate(sentences))


def continued(words: str) -> str:
    """Words as they stand inside a sentence: with a small first letter, except in a name or an abbreviation."""
    named = words.startswith(tuple(i18n.text("names.capital").split(", ")))
    return words if named or words[1:2].isupper() else words[:1].lower() + words[1:]


def role(name: str) -> str:
    """A user's role."""
    return label("role", name)


def alarm(name: str, *, number: int | None = None, received: int | None = None) -> str:
    """A chain's alarm: `gap`, `fork`, `rewind`, `epoch`; `number` came now, `received` is the one held."""
    return label("alarm", name, n="…" if number is None else number, m="…" if received is None else received)


def warning(code: str) -> str:
    """Something to look at that stops nothing."""
    return label("warning", code)


def act(name: str) -> str:
    """What the audit trail says was done."""
    return label("act", name)
