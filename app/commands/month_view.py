"""How a month looks, to programs and to people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app import labels
from app.commands.words import pairs, shown, table
from app.domain.month import Delivery, shown_month
from app.domain.record import to_json
from app.i18n import text

if TYPE_CHECKING:
    from app.services.month_view import MonthView
    from app.session import Session


def month_json(view: "MonthView") -> dict[str, Any]:
    """A month (contract §1). `count` is of the entries that were not refused; refused ones carry `refused`."""
    month, rows = view.month, view.rows
    refused = {refusal.number: refusal.reason for refusal in rows.refusals}
    return {
        "month": month.month, "state": month.state.value, "bank": _bank(month.delivery), "revision": month.revision,
        "nil": month.nil, "as_of": month.as_of, "reason": month.reason, "reviewed": view.reviewed,
        "count": len(rows.confirmed), "new": sum(entry.new for entry in rows.confirmed),
        "entries": [{**to_json(entry), "refused": refused.get(entry.number)} for entry in rows.entries],
        "excluded": [
            {"person_id": one.person_id, "reasons": list(one.reasons), "since": dict(one.since)}
            for one in rows.excluded
        ],
        "withdrawals": [to_json(one) for one in rows.withdrawals],
        "refusals": [
            {**to_json(one), "code": "committee.refused"} for one in rows.refusals
        ],
        "returned": [to_json(one) for one in view.returned],
        "warnings": [
            {"code": one.code, **({"person_id": one.person_id} if one.person_id else {})} for one in view.warnings
        ],
        "confirmation": to_json(month.confirmation) if month.confirmation else None,
    }  # fmt: skip


def names_of(session: "Session", view: "MonthView") -> dict[str, str]:
    """Names by id of everybody the month speaks of, for whoever may read the register."""
    from app.services import register

    listed = {entry.person_id: entry.name for entry in view.rows.entries}
    return listed | register.names(session, [one.person_id for one in view.rows.excluded])


def month_lines(view: "MonthView", names: Mapping[str, str]) -> list[str]:
    """The month for people: standing, list, who is not on it and why."""
    month, rows = view.month, view.rows
    refused = {refusal.number: refusal.reason for refusal in rows.refusals}
    head = text("cli.month.head", month=shown_month(month.month), revision=labels.revision(month.revision))
    lines = [f"{head}: {labels.month_state(month.state.value, returned=len(view.returned))}"]
    if month.nil:
        lines.append(text("month.nil"))
    lines += pairs(("as_of", shown(month.as_of)), ("reason", month.reason))
    lines.append(text("cli.month.bank", date=month.delivery.delivered_on.shown, to=month.delivery.to)
                 if month.delivery else labels.delivered(to_bank=False))  # fmt: skip
    lines += ["", text("cli.month.count", n=len(rows.confirmed), new=sum(one.new for one in rows.confirmed))]
    lines += table(
        (str(one.number), one.name, one.birth.shown if one.birth else "", one.personal_number or one.old_number,
         one.village, text("cli.month.last_day", date=one.last_day.shown), _mark(one.change, refused.get(one.number)))
        for one in rows.entries
    )  # fmt: skip
    if view.returned:
        lines += ["", text("cli.month.returned", n=len(view.returned))]
        lines += [f"  {one.number}: {one.reason}{_end(one.end)}" for one in view.returned]
    lines += [f"{one.number}  {one.name}  {labels.label('entry.change', 'withdrawn')}" for one in rows.withdrawals]
    if rows.excluded:
        lines += ["", text("cli.month.excluded", n=len(rows.excluded))]
        for out in rows.excluded:
            since = dict(out.since)
            reasons = (f"{labels.reason(code)}{_since(since.get(code))}" for code in out.reasons)
            lines.append(f"  {names.get(out.person_id, out.person_id)}: {labels.joined(reasons)}")
    if view.warnings:
        lines += ["", text("cli.month.warnings")]
        for one in view.warnings:
            who = f"{names.get(one.person_id, one.person_id)}: " if one.person_id else ""
            lines.append(f"  ! {who}{labels.warning(one.code)}")
    return lines


def _bank(delivery: Delivery | None) -> dict[str, Any] | None:
    return None if delivery is None else to_json(delivery)


def _since(iso: str | None) -> str:
    return f" ({shown(iso)})" if iso else ""


def _mark(change: str, refusal: str | None) -> str:
    if refusal is not None:
        return f"{labels.reason('committee.refused')}: {refusal}"
    return labels.label("entry.change", change) if change else ""


def _end(end: str) -> str:
    return f" ({labels.label('entry.end', end)})" if end else ""
