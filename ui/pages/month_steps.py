"""Where a month stands, in the words of the officer: the steps, and what can be done now."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app import labels
from app.domain.access import Permission
from app.domain.month import Month, MonthState, shown_month
from app.i18n import text
from app.services import months, offices, papers, register
from app.services.month_view import MonthView
from app.session import Session
from ui.desk import Desk

S = MonthState
_TONE_OF_STATE: Final = {
    S.OPEN: "quiet", S.DRAFTED: "info", S.APPROVED: "info", S.PRESENTED: "info", S.CONFIRMED: "good", S.SEALED: "info",
    S.UPLOADED: "info", S.RECEIVED: "good", S.ACCEPTED: "good", S.ACCEPTED_PARTLY: "warn", S.RETURNED: "bad",
}  # fmt: skip
_NEEDS: Final = {
    "review": Permission.WRITE_PEOPLE, "draft": Permission.DRAFT_MONTH, "approve": Permission.APPROVE_MONTH,
    "present": Permission.PRESENT_MONTH, "nil": Permission.PRESENT_MONTH, "confirm": Permission.CONFIRM_MONTH,
    "withdraw": Permission.PRESENT_MONTH, "deliver": Permission.DELIVER_MONTH, "seal": Permission.SEAL_BATCH,
    "answer": Permission.DELIVER_MONTH, "send": Permission.SYNC, "correct": Permission.DRAFT_MONTH,
    "keep": Permission.DRAFT_MONTH,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything the month page shows, as it stood at one moment."""

    view: MonthView
    names: dict[str, str]
    two_persons: bool
    addressee: str
    """Who the list is handed to: the bank's office in charge, or the bank as such."""
    bank_point: str
    has_receiver: bool
    today: date
    months: tuple[Month, ...]
    scanned: bool
    """Whether the Committee's signed paper was filed with its confirmation."""

    @property
    def month(self) -> Month:
        """The revision that is shown."""
        return self.view.month


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the month: `done`, `now` or `later`."""

    name: str
    stage: str


def load(session: Session, name: str) -> Loaded:
    """Ask the services for a month and for the names of those who are not on its list."""
    view = months.show(session, name)
    names = register.names(session, [one.person_id for one in view.rows.excluded])
    settings = session.settings
    has_receiver = any(card.receiver for card in offices.cards(session))
    return Loaded(
        view, names, settings.two_persons, settings.bank_office or settings.addressee, settings.bank_point,
        has_receiver, session.now().date(),
        tuple(months.all_months(session)), papers.scanned(session, view.month),
    )  # fmt: skip


def steps(loaded: Loaded) -> list[Step]:
    """The six steps; the bank and the office above are two tracks, neither waits for the other."""
    month, state = loaded.month, loaded.month.state
    after = list(S).index(state)
    done = {
        "review": loaded.view.reviewed or after > 0,
        "draft": after >= list(S).index(S.DRAFTED),
        "present": after >= list(S).index(S.PRESENTED),
        "confirm": month.state.is_final_paper,
        "deliver": month.delivery is not None or month.nil,
        "send": after >= list(S).index(S.UPLOADED),
    }
    found, reached = [], False
    for name, is_done in done.items():
        both = name == "send" and month.state.is_final_paper
        stage = "done" if is_done else "now" if not reached or both else "later"
        reached = reached or not is_done
        found.append(Step(name, stage))
    return found


def acts(loaded: Loaded, desk: Desk) -> list[str]:
    """What can be done now, the next thing first; nothing the user may not do."""
    return [name for name in _possible(loaded) if desk.may(_NEEDS[name])]


def _possible(loaded: Loaded) -> list[str]:
    month, rows = loaded.month, loaded.view.rows
    if month.state in (S.OPEN, S.DRAFTED, S.APPROVED):
        return _before_presenting(loaded, empty=not rows.entries and not rows.withdrawals)
    if month.state is S.PRESENTED:
        return ["confirm", "withdraw"]
    found = ["deliver"] if month.delivery is None and not month.nil else []
    if month.state is S.CONFIRMED:
        found.append("seal")
    if month.state is S.SEALED:
        found.append("send")
    if month.delivery is not None and len(month.delivery.answers) < len(rows.confirmed):
        found.append("answer")
    if any(not one.end for one in loaded.view.returned):
        return [*found, "correct", "keep"]
    return [*found, "correct"]


def _before_presenting(loaded: Loaded, *, empty: bool) -> list[str]:
    if not loaded.view.reviewed:
        return ["review", "draft"]
    if loaded.month.state is S.OPEN:
        return ["draft", "review"]
    if empty:
        return ["nil", "draft", "review"]
    forward = "approve" if loaded.two_persons and loaded.month.state is S.DRAFTED else "present"
    return [forward, "draft", "review"]


def state_words(month: Month, refused: int = 0) -> tuple[str, str]:
    """The state and its tone; a nil month says so."""
    words = labels.month_state(month.state, returned=refused)
    if month.nil:
        words = f"{text('month.nil')} · {words}"
    return words, _TONE_OF_STATE[month.state]


def next_words(loaded: Loaded) -> str:
    """One sentence that says what comes next."""
    month = loaded.month
    possible = _possible(loaded)
    return text(f"ui.month.next.{possible[0]}", month=shown_month(month.month), n=len(loaded.view.rows.confirmed))


def this_month(today: date) -> str:
    """The month whose list is due next or was due last: the running one."""
    return f"{today:%Y-%m}"


def other_month(name: str, step: int) -> str:
    """The month before or after."""
    year, number = (int(part) for part in name.split("-"))
    index = year * 12 + number - 1 + step
    return f"{index // 12:04}-{index % 12 + 1:02}"
