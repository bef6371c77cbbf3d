"""`office succeed`, `store merge`, `store merged`: offices that become one (U33)."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.backup import RECOVERY, opener
from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run, optional_day, secret
from app.commands.words import table
from app.domain.access import Kind
from app.errors import AppError
from app.files import read_file
from app.i18n import text

if TYPE_CHECKING:
    from app.services.backups import Opener
    from app.services.merging import Merged

_CARD_LIMIT = 64 * 1024


def add_offices(offices: Commands) -> None:
    """Add `office succeed`."""
    succeed_ = command(offices, "office succeed", succeed)
    option(succeed_, "--to", required=True, metavar="UNIT")
    option(succeed_, "--unit", metavar="UNIT")
    option(succeed_, "--on", metavar="DATE")
    option(succeed_, "--out", metavar="DIR")


def add_stores(stores: Commands) -> None:
    """Add `store merge` and `store merged`."""
    merge_ = command(stores, "store merge", merge)
    option(merge_, "dir", metavar="DIR")
    option(merge_, "--from-user", metavar="NAME")
    option(merge_, "--from-password-file", metavar="FILE")
    option(merge_, RECOVERY, metavar="FILE")
    option(merge_, "--dry-run", action="store_true")
    merged_ = command(stores, "store merged", merged)
    option(merged_, "--unit", metavar="UNIT")
    option(merged_, "--month", metavar="YYYY-MM")
    option(merged_, "--out", metavar="DIR")


def succeed(run: Run) -> Answer:
    """A commune seals its closing batch; an office above enters what no closing batch told."""
    from app.services import batches, successions

    unit, name = _named(run.args.to)
    since = optional_day(run.args.on)
    with run.session() as session:
        if session.office.kind is Kind.RECEIVING:
            if not run.args.unit:
                raise AppError("succession.unit")
            told = successions.name(session, run.args.unit, unit, since=since)
            data: dict[str, Any] = {"old": run.args.unit, "new": told.unit, "name": told.name, "since": told.since}
            return Answer(data, [text("merge.said.named", old=run.args.unit, new=told.name)])
        sealed = successions.close(session, unit, name=name, since=since)
        told_ = successions.successor(session)
    files = batches.write_out(sealed, Path(run.args.out)) if run.args.out else []
    data = {
        "old": session.office.unit, "new": unit, "name": told_.name if told_ else name,
        "since": told_.since if told_ else "", "batch": sealed[0].digest, "number": sealed[0].number,
        "files": [str(file) for file in files],
    }  # fmt: skip
    return Answer(data, [text("merge.said.closed", new=data["name"]), *map(str, files)])


def merge(run: Run) -> Answer:
    """Take over another commune's store."""
    from app.services import merging

    with run.session() as session:
        run.say(text("cli.working"))
        done = merging.merge(session, Path(run.args.dir), _by(run), dry_run=run.args.dry_run)
    return Answer(_json(done), merging.words(done))


def merged(run: Run) -> Answer:
    """Stores that were taken over, their months, and on demand their papers and batches."""
    from app.services import merging

    with run.session() as session:
        found = [one for one in merging.stores(session) if run.args.unit in (None, one.unit)]
        if run.args.unit and not found:
            raise AppError("merge.unknown")
        told = [(one, merging.months(session, one.store)) for one in found]
        files = []
        if run.args.out:
            for one in found:
                files += merging.write_out(session, one.store, Path(run.args.out), month=run.args.month or "")
    data = {
        "stores": [
            {"unit": one.unit, "name": one.name, "merged_at": one.merged_at, "store": one.store,
             "audit_head": {"rows": one.audit_rows, "hash": one.audit_hash},
             "months": [{"month": each.month, "revision": each.revision, "state": each.state.value} for each in every]}
            for one, every in told
        ],
        "files": [str(file) for file in files],
    }  # fmt: skip
    shown = table([[one.unit, one.name, one.merged_at[:10], str(len({each.month for each in every}))]
                   for one, every in told])  # fmt: skip
    return Answer(data, [*shown, *map(str, files)] or [text("merge.said.none")])


def _by(run: Run) -> "Opener":
    """What opens the other store: its recovery key, or one of its administrators."""
    if run.args.recovery_file:
        return opener(run)
    from app.services.backups import Opener

    return Opener(
        run.args.from_user or run.user(), secret(run.args.from_password_file, text("merge.ask.password")),
    )  # fmt: skip


def _named(to: str) -> tuple[str, str]:
    """A unit by its code, or by the office's card."""
    from app.envelope import read_card, unjudged

    if not to.endswith(".json"):
        return to, ""
    card = read_card(read_file(Path(to), limit=_CARD_LIMIT), issued=unjudged)
    return card.unit, card.name


def _json(done: "Merged") -> dict[str, Any]:
    return {
        "unit": done.unit, "name": done.name, "people": done.people, "updated": done.updated,
        "kept": list(done.kept), "months": done.months, "papers": done.papers, "batches": done.batches,
        "pairs": done.pairs, "unfinished": list(done.unfinished), "waiting": done.waiting, "already": done.already,
        "dry_run": done.dry_run, "backup": done.backup, "warnings": list(done.warnings),
    }  # fmt: skip
