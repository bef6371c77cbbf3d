"""`inbox`: the office above takes batches in and decides on them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import labels
from app.commands import board
from app.commands.grammar import Commands, UsageError, command, group, numbered, option
from app.commands.running import Answer, Run, optional_day
from app.commands.words import pairs, shown, table
from app.domain.batch import BatchKind
from app.errors import AppError
from app.files import write_whole
from app.i18n import explain, text

Place = tuple[str, int, int]
"""Signer, epoch and number of a batch."""

if TYPE_CHECKING:
    from app.domain.batch import InRow
    from app.services.inbox import BatchView, Taken


def add(commands: Commands) -> None:
    """Add this group's commands."""
    inbox = group(commands, "inbox")
    import__ = command(inbox, "inbox import", import_)
    option(import__, "paths", nargs="+", metavar="PATH")
    option(import__, "--received-on", metavar="DATE")
    option(import__, "--dry-run", action="store_true")
    command(inbox, "inbox retry", retry)
    epoch_ = command(inbox, "inbox epoch", epoch)
    option(epoch_, "unit", metavar="UNIT")
    choice = epoch_.add_mutually_exclusive_group(required=True)
    option(choice, "--accept", command="inbox epoch", action="store_true")
    option(choice, "--refuse", command="inbox epoch", action="store_true")
    heads_ = command(inbox, "inbox heads", heads)
    option(heads_, "unit", metavar="UNIT")
    option(heads_, "--out", required=True, metavar="FILE")
    command(inbox, "inbox list", list_)
    option(command(inbox, "inbox show", show), "batch", metavar="BATCH")
    decide_ = command(inbox, "inbox decide", decide)
    option(decide_, "batch", metavar="BATCH", nargs="?")
    which = decide_.add_mutually_exclusive_group(required=True)
    option(which, "--accept", command="inbox decide", action="store_true")
    option(which, "--clean", command="inbox decide", action="store_true")
    option(decide_, "--return", dest="returned", action="append", type=numbered, default=[], metavar="ENTRY=REASON")
    option(command(inbox, "inbox undecide", undecide), "batch", metavar="BATCH")
    board.add_paper(inbox)


def import_(run: Run) -> Answer:
    """Take batch files in."""
    from app.services import inbox

    if run.args.dry_run:
        return _dry_run(run)
    received_on = optional_day(run.args.received_on)
    with run.session() as session:
        run.say(text("cli.working"))
        taken, refused = [], None
        for path in run.args.paths:
            try:
                taken += inbox.import_files(session, [Path(path)], received_on=received_on)
            except AppError as error:
                refused = error
                if not error.code.startswith("file."):
                    break
    if refused is not None and not taken:
        raise refused
    return _taken(taken, refused)


def retry(run: Run) -> Answer:
    """Try again what waits in quarantine for a card or another batch."""
    from app.services import inbox

    with run.session() as session:
        return _taken(inbox.retry(session))


def _dry_run(run: Run) -> Answer:
    from app.services import inbox

    with run.session() as session:
        found = inbox.foresee(session, [Path(path) for path in run.args.paths])
    names = ("file", "result", "code", "unit", "office", "number", "month", "kind", "entries", "new", "changed",
             "unchanged")  # fmt: skip
    lines = []
    for one in found:
        lines.append(f"{one.file}: {labels.label('import.would', one.result)}")
        if one.result == "imported":
            would = text("cli.inbox.would", entries=one.entries, new=one.new, changed=one.changed)
            lines.append(f"  {one.office}, {one.month or ''}: {would}")
        if one.error is not None:
            lines.append(f"  ! {explain(one.error)[0]}")
    lines = lines or [text("cli.inbox.nothing")]
    return Answer({"dry_run": True, "files": [{name: getattr(one, name) for name in names} for one in found]}, lines)


def epoch(run: Run) -> Answer:
    """Accept or refuse the new chain of an office."""
    from app.services import inbox

    with run.session() as session:
        taken = inbox.decide_epoch(session, run.args.unit, accept=run.args.accept)
    if run.args.accept:
        return _taken(taken)
    return Answer({"files": []}, [text("cli.inbox.epoch_refused", unit=run.args.unit)])


def heads(run: Run) -> Answer:
    """Write where an office's trail stood at each of its batches, for its own `audit check --heads`."""
    from app.domain.canonical import canonical
    from app.services import audit

    file = Path(run.args.out)
    with run.session() as session:
        held = audit.heads_held(session, run.args.unit)
    write_whole(file, canonical(held) + b"\n")
    n = len(held["heads"])
    return Answer({"file": str(file), "heads": n}, [text("cli.inbox.heads", n=n, unit=run.args.unit, file=file)])


def list_(run: Run) -> Answer:
    """Every batch that came in, what is wrong with the chains, and what lies in quarantine."""
    from app.services import alarms, inbox, quarantine

    with run.session() as session:
        views, kept, raised = inbox.listing(session), quarantine.listing(session), alarms.current(session)
    forked = {(one.signer, one.epoch, number) for one in raised if one.kind == "fork" for number in one.numbers}
    data = {
        "alarms": [
            {"kind": one.kind, "unit": one.unit, "office": one.office, "epoch": one.epoch,
             "numbers": list(one.numbers), "since": one.since, "message": one.words, "remedy": one.remedy}
            for one in raised
        ],
        "batches": [_json(one, forked) for one in views],
        "quarantined": [
            {"file": one.name, "code": one.code, "unit": one.unit, "size": one.size, "sha256": one.sha256,
             "at": one.at, "kept": one.kept}
            for one in kept
        ],
    }  # fmt: skip
    lines = table(
        (one.batch.digest[:12], one.batch.unit, str(one.batch.number), one.batch.month or "",
         labels.label("batch.kind", one.batch.kind.value), text("cli.inbox.entries", n=one.entries),
         labels.label("batch.state", one.batch.state.value), *[", ".join(_alarms(one))])
        for one in views
    )  # fmt: skip
    if raised:
        lines += ["", text("cli.alarms.title")]
        for one in raised:
            lines += [f"  ! {one.unit}  {one.office}: {one.words} ({shown(one.since)})", f"    → {one.remedy}"]
    if kept:
        lines += ["", text("cli.inbox.quarantine")]
        dropped = f" {text('quarantine.dropped')}"
        lines += [f"  {one.name}: {explain(AppError(one.code))[0]}{'' if one.kept else dropped}" for one in kept]
    return Answer(data, lines)


def show(run: Run) -> Answer:
    """A batch with its entries."""
    from app.services import inbox

    with run.session() as session:
        view, rows, office = inbox.show(session, run.args.batch)
        changed = inbox.differences(session, view.batch.digest)
    batch = view.batch
    entries = [_entry(row) for row in rows]
    differences = [
        {"person_id": one.person_id, "field": one.field, "old": one.old, "new": one.new} for one in changed
    ]  # fmt: skip
    data = {**_json(view), "office": office, "rows": entries, "differences": differences}
    lines = pairs(
        ("office", f"{batch.unit}  {office}"), ("number", batch.number), ("month", batch.month),
        ("state", labels.label("batch.state", batch.state.value)), ("received_on", shown(batch.received_on)),
        ("digest", batch.digest),
    )  # fmt: skip
    lines += [f"! {alarm}" for alarm in _alarms(view)]
    lines += table(
        (str(one["number"]), one["name"], shown(one.get("birth")), one.get("personal_number") or "",
         *([one.get("office_name") or ""] if batch.kind is BatchKind.CONSOLIDATION else []),
         labels.label("entry.state", one["state"]), one["reason"])
        for one in entries
    )  # fmt: skip
    if changed:
        lines += ["", text("cli.inbox.differences")]
        lines += [f"  {one.name}: {one.field}: {one.old or '–'} → {one.new or '–'}" for one in changed]
    return Answer(data, lines)


def decide(run: Run) -> Answer:
    """Accept a batch, but for the entries returned."""
    from app.services import inbox

    if run.args.clean == bool(run.args.batch) or (run.args.clean and run.args.returned):
        raise UsageError(text("cli.wrong.decide"), "")
    with run.session() as session:
        if run.args.clean:
            accepted = inbox.decide_clean(session)
            data = {"batches": [_json(one) for one in accepted]}
            return Answer(data, [text("cli.inbox.clean", n=len(accepted))])
        return _decided(inbox.decide(session, run.args.batch, dict(run.args.returned)))


def undecide(run: Run) -> Answer:
    """Take a decision back."""
    from app.services import inbox

    with run.session() as session:
        return _decided(inbox.undecide(session, run.args.batch))


def _decided(view: "BatchView") -> Answer:
    return Answer(_json(view), [f"{view.batch.digest[:12]}: {labels.label('batch.state', view.batch.state.value)}"])


def _json(view: "BatchView", forked: frozenset[Place] | set[Place] = frozenset()) -> dict[str, Any]:
    """A batch; `forked` are places in a chain for which another batch came as well."""
    one = view.batch
    fork = ["batch.number_reused"] if (one.signer, one.epoch, one.number) in forked else []
    return {
        "batch": one.digest, "unit": one.unit, "number": one.number, "epoch": one.epoch, "month": one.month,
        "revision": one.revision, "kind": one.kind.value, "nil": one.nil, "part": one.part, "parts": one.parts,
        "entries": view.entries, "state": one.state.value, "alarms": [*view.alarms, *fork], "created": one.created,
        "received_on": one.received_on, "decided_at": one.decided_at, "decided_by": one.decided_by,
    }  # fmt: skip


def _entry(row: "InRow") -> dict[str, Any]:
    return {**json.loads(row.data), "number": row.number, "person_id": row.person_id, "state": row.state.value,
            "reason": row.reason}  # fmt: skip


def _alarms(view: "BatchView") -> list[str]:
    number = view.batch.number
    said = {"batch.gap": ("gap", number - 1), "batch.new_epoch": ("epoch", number)}
    return [labels.alarm(said[code][0], number=said[code][1]) if code in said else code for code in view.alarms]


def _taken(taken: "list[Taken]", refused: AppError | None = None) -> Answer:
    files = [
        {"file": one.file, "result": one.result, "code": one.code, "batch": one.batch} for one in taken
    ]  # fmt: skip
    lines = []
    for one in taken:
        lines.append(f"{one.file}: {labels.label('import.result', one.result)}")
        if one.error is not None:
            lines.append(f"  ! {explain(one.error)[0]}")
        elif one.code:
            lines.append(f"  ! {labels.warning(one.code)}")
    if not taken:
        lines.append(text("cli.inbox.nothing"))
    bad = next((one.error for one in taken if one.result == "quarantined"), None)
    return Answer({"files": files}, lines, bad or refused, 3 if bad else None)
