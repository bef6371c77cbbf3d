"""`batch`: seal a month, list what was sealed, check a file without taking it in."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import labels
from app.commands import official, outsiders
from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.words import pairs, shown, table
from app.errors import AppError
from app.files import read_file
from app.i18n import text

if TYPE_CHECKING:
    from app.domain.batch import OutBatch
    from app.session import Session

_LIMIT = 64 * 1024 * 1024


def add(commands: Commands) -> None:
    """Add this group's commands."""
    batches = group(commands, "batch")
    seal_ = command(batches, "batch seal", seal)
    option(seal_, "month", metavar="YYYY-MM")
    option(seal_, "--out", required=True, metavar="DIR")
    official.key_options(seal_, "--token")
    check_ = command(batches, "batch check", check)
    option(check_, "file", metavar="FILE")
    option(check_, "--paper", metavar="QRTEXT")
    option(check_, "--card", metavar="CARD.json")
    again_ = command(batches, "batch again", again)
    option(again_, "batch", metavar="BATCH")
    option(again_, "--out", required=True, metavar="DIR")
    command(batches, "batch list", list_)
    outsiders.add(batches)


def seal(run: Run) -> Answer:
    """Seal a confirmed month for the office above and write the file."""
    from app.services import batches

    with run.session() as session:
        run.say(text("cli.working"))
        sealed = _seal(session, run)
    error, files = None, []
    try:
        files = [str(file) for file in batches.write_out(sealed, Path(run.args.out))]
    except AppError as refused:  # it is sealed all the same, and the next time the same bytes are written
        error = refused
    first = sealed[0]
    data = {
        "file": files[0] if files else None, "files": files, "number": first.number, "sha256": first.sha256,
        "digest": first.digest, "previous": first.previous, "parts": [_json(one) for one in sealed],
    }  # fmt: skip
    return Answer(data, [text("cli.batch.sealed", number=first.number), *files], error)


def _seal(session: "Session", run: Run) -> list["OutBatch"]:
    from app.domain.access import Kind
    from app.services import batches, consolidation
    from app.services import official as official_keys

    if session.office.kind is Kind.RECEIVING:
        return consolidation.seal(session, run.args.month)
    place = official.key_place(run)
    if place is None:
        return batches.seal_month(session, run.args.month)
    with official_keys.for_batches(session, place) as key:
        return batches.seal_month(session, run.args.month, key=key)


def again(run: Run) -> Answer:
    """Write a batch of ours once more, byte for byte as it was sealed."""
    from app.services import batches

    with run.session() as session:
        file = batches.write_again(session, run.args.batch, Path(run.args.out))
    return Answer({"file": str(file)}, [str(file)])


def list_(run: Run) -> Answer:
    """Every batch of ours."""
    from app.services import batches

    with run.session() as session:
        found = batches.all_batches(session)
    lines = table(
        (str(one.number), labels.label("batch.kind", one.kind.value), one.month or "",
         _state_words(one), shown(one.made_at), one.file)
        for one in found
    )  # fmt: skip
    return Answer({"batches": [_json(one) for one in found]}, lines)


def check(run: Run) -> Answer:
    """Say of a file who sealed what and when, and whether it agrees with a paper; nothing is taken in."""
    if run.args.card:
        found = outsiders.checked_outside(run, paper=run.args.paper)
    else:
        from app.services import checking

        with run.session() as session:
            found = checking.check(session, read_file(Path(run.args.file), limit=_LIMIT), paper=run.args.paper)
    lines = [
        text("cli.batch.genuine"),
        *pairs(
            ("office", f"{found['unit']}  {found['office']}"),
            ("kind", labels.label("batch.kind", found["kind"])),
            ("month", found["month"]),
            ("revision", found["revision"]),
            ("entries", found["entries"]),
            ("persons", found["persons"]),
            ("number", f"{found['number']} ({found['epoch']})"),
            ("created", shown(found["created"])),
            ("trusted_since", shown(found["trusted_since"])),
            ("digest", found["digest"]),
            ("previous", found["previous"]),
            ("chain", text(f"cli.chain.{found['chain']}")),
        ),
    ]
    error = AppError("batch.paper") if found["paper"] is False else None
    if found["paper"]:
        lines.append(text("cli.batch.paper_agrees"))
    elif run.args.paper and found["paper"] is None:
        lines.append(text("cli.batch.paper_parts", parts=found["parts"]))
    if run.args.card:
        lines.append(text("cli.batch.compare_card", code=found["check_code"]))
    return Answer(found, lines, error)


def _state_words(one: "OutBatch") -> str:
    """A receipt is answered by none: once it is sent, nothing is waited for."""
    if (one.kind.value, one.state.value) == ("receipt", "uploaded"):
        return text("ui.send.receipt_sent")
    return labels.label("outbox.state", one.state.value)


def _json(one: "OutBatch") -> dict[str, Any]:
    return {
        "batch": one.digest, "digest": one.digest, "sha256": one.sha256, "file": one.file, "number": one.number,
        "epoch": one.epoch, "previous": one.previous, "kind": one.kind.value, "month": one.month,
        "revision": one.revision, "part": one.part, "parts": one.parts, "receiver": one.receiver,
        "state": one.state.value, "made_at": one.made_at,
    }  # fmt: skip
