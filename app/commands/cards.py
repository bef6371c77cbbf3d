"""`office` in its rarer acts: renew and suspend cards, the check sheet, our identity for the safe, escrow."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import kit
from app.commands.grammar import Commands, command, count, group, option
from app.commands.running import Answer, Run, secret
from app.commands.words import pairs, shown
from app.errors import AppError
from app.files import read_file, write_whole
from app.i18n import text

if TYPE_CHECKING:
    from app.services.escrow import Escrow
    from app.session import Session

_KEY_LIMIT = 64 * 1024


def add(offices: Commands) -> None:
    """Add these commands to the group `office`."""
    kit.add(offices)
    command(offices, "office renew", renew)
    suspend_ = command(offices, "office suspend", suspend)
    option(suspend_, "fingerprint", metavar="FINGERPRINT")
    option(suspend_, "--reason", required=True, metavar="TEXT")
    option(command(offices, "office sheet", sheet), "--out", required=True, metavar="FILE.pdf")
    identity_ = command(offices, "office identity", identity)
    option(identity_, "--out", required=True, metavar="FILE")
    option(identity_, "--passphrase-file", metavar="FILE")
    desk_ = command(offices, "office desk", desk)
    option(desk_, "file", metavar="FILE")
    option(desk_, "--passphrase-file", metavar="FILE")
    escrow = group(offices, "escrow")
    command(escrow, "office escrow show", show)
    set__ = command(escrow, "office escrow set", set_)
    option(set__, "recipient", metavar="RECIPIENT")
    make_ = command(escrow, "office escrow make", make)
    option(make_, "--out", required=True, metavar="FILE")
    test_ = command(escrow, "office escrow test", test)
    for one in (set__, test_):
        option(one, "--identity-file", required=True, metavar="FILE")
    for one in (set__, make_, test_):
        option(one, "--passphrase-file", metavar="FILE")
    command(escrow, "office escrow remove", remove)
    print__ = command(escrow, "office escrow print", print_)
    option(print__, "--identity-file", required=True, metavar="FILE")
    option(print__, "--parts", required=True, type=count, metavar="N")
    option(print__, "--out", required=True, metavar="DIR")
    join_ = command(escrow, "office escrow join", join)
    option(join_, "parts", nargs="+", metavar="PART.txt")
    option(join_, "--out", required=True, metavar="FILE")


def rehearse_options(parser: argparse.ArgumentParser) -> None:
    """Options of `backup rehearse`, which tries the escrow key too."""
    option(parser, "--escrow-file", metavar="FILE")
    option(parser, "--escrow-passphrase-file", metavar="FILE")


def rehearsed(run: Run, session: "Session") -> Answer:
    """What a rehearsal says of the escrow key: tried with the file named, or when it was tried last."""
    from app.services import escrow

    held = escrow.show(session)
    if held is None:
        return Answer({"escrow": None})
    if run.args.escrow_file is None:
        said = text("cli.escrow.not_rehearsed", date=shown(held.tested_at))
        return Answer({"escrow": {"tested": False, "tested_at": held.tested_at}}, [said])
    content, named = read_file(Path(run.args.escrow_file), limit=_KEY_LIMIT), run.args.escrow_passphrase_file
    try:
        held = escrow.test(session, content, secret(named, text("cli.ask.passphrase")) if named else None)
    except AppError as error:  # the backup was rehearsed all the same
        return Answer({"escrow": {"tested": False, "tested_at": held.tested_at}}, error=error)
    return Answer({"escrow": {"tested": True, "tested_at": held.tested_at}}, [text("cli.escrow.rehearsed")])


def renew(run: Run) -> Answer:
    """Replace our key and card; the old key vouches for the new one."""
    from app.envelope import check_code
    from app.services import offices

    with run.session() as session:
        card = offices.renew(session)
    code = check_code(card.fingerprint)
    data = {"fingerprint": card.fingerprint, "check_code": code, "unit": card.unit, "made_on": card.made_on}
    return Answer(data, [text("cli.office.renewed"), *pairs(("check_code", code), ("fingerprint", card.fingerprint))])


def suspend(run: Run) -> Answer:
    """Stop trusting a card for now."""
    from app.commands.offices import card_answer
    from app.services import offices

    with run.session() as session:
        return card_answer(offices.suspend(session, run.args.fingerprint, run.args.reason))


def sheet(run: Run) -> Answer:
    """Print the check sheet of our card."""
    from app.envelope import check_code
    from app.services import sheets

    with run.session() as session:
        paper = sheets.card_sheet(session)
        fingerprint = session.office.fingerprint
    file = Path(run.args.out)
    write_whole(file, paper)
    return Answer({"file": str(file), "fingerprint": fingerprint, "check_code": check_code(fingerprint)}, [str(file)])


def identity(run: Run) -> Answer:
    """Write our age identity under a passphrase."""
    from app.services import escrow

    file = Path(run.args.out)
    with run.session() as session:
        if file.exists():
            raise AppError("file.exists", file=file.name)
        exported = escrow.export_identity(session, _passphrase(run, again=True))
    write_whole(file, exported, mode=0o600)
    return Answer({"file": str(file)}, [text("cli.office.identity_written", file=file)])


def desk(run: Run) -> Answer:
    """Make this store another desk of its office."""
    from app.services import desks

    args = run.args
    data = read_file(Path(args.file), limit=_KEY_LIMIT)
    passphrase = _passphrase(run)
    with run.session() as session:
        card = desks.join(session, data, passphrase)
    return Answer({"fingerprint": card.fingerprint, "age_recipient": card.age_recipient}, [text("cli.desk.joined")])


def show(run: Run) -> Answer:
    """The escrow key in use."""
    from app.services import escrow

    with run.session() as session:
        held, before = escrow.show(session), escrow.former(session)
    now = Answer({"escrow": None}, [text("cli.escrow.none")]) if held is None else _answer(held)
    former = [{"recipient": one.recipient, "since": one.since, "until": one.until, "batches": one.batches}
              for one in before]  # fmt: skip
    lines = [
        text("cli.escrow.former", recipient=one.recipient, since=shown(one.since), until=shown(one.until),
             n=one.batches)
        for one in before
    ]  # fmt: skip
    return Answer({**now.data, "former": former}, [*now.lines, *lines])


def set_(run: Run) -> Answer:
    """Seal to an escrow key from now on."""
    from app.services import escrow

    with run.session() as session:
        held = escrow.set_recipient(session, run.args.recipient, _key_file(run), _passphrase_if_named(run))
    return _answer(held, text("cli.escrow.works"))


def make(run: Run) -> Answer:
    """Make an escrow key and seal to it from now on."""
    from app.services import escrow

    with run.session() as session:
        run.say(text("cli.working"))
        held = escrow.make(session, Path(run.args.out), _passphrase(run, again=True))
    return _answer(held, text("cli.escrow.made", file=run.args.out))


def test(run: Run) -> Answer:
    """Try the escrow key."""
    from app.services import escrow

    with run.session() as session:
        held = escrow.test(session, _key_file(run), _passphrase_if_named(run))
    return _answer(held, text("cli.escrow.works"))


def remove(run: Run) -> Answer:
    """Seal to no escrow key any more."""
    from app.services import escrow

    with run.session() as session:
        escrow.remove(session)
    return Answer({"escrow": None}, [text("cli.escrow.removed")])


def print_(run: Run) -> Answer:
    """Print a protected key file in parts, all of which are needed."""
    from app.services import escrow

    with run.session() as session:
        sheets = escrow.print_parts(session, _key_file(run), run.args.parts)
    files = [Path(run.args.out) / f"{number}-{len(sheets)}.pdf" for number in range(1, len(sheets) + 1)]
    for file, paper in zip(files, sheets, strict=True):
        write_whole(file, paper, mode=0o600)
    return Answer({"files": [str(file) for file in files]}, [*map(str, files), text("cli.escrow.printed")])


def join(run: Run) -> Answer:
    """Make a key file again from its printed parts; needs no store."""
    from app.services import escrow

    file = Path(run.args.out)
    if file.exists():
        raise AppError("file.exists", file=file.name)
    parts = [read_file(Path(one), limit=_KEY_LIMIT).decode("utf-8", "replace") for one in run.args.parts]
    write_whole(file, escrow.join_parts(parts), mode=0o600)
    return Answer({"file": str(file)}, [text("cli.escrow.joined", file=file)])


def _answer(held: "Escrow", *before: str) -> Answer:
    data: dict[str, Any] = {"recipient": held.recipient, "since": held.since, "tested_at": held.tested_at}
    said = pairs(("recipient", held.recipient), ("since", shown(held.since)), ("tested_at", shown(held.tested_at)))
    return Answer({"escrow": data}, [*before, *said])


def _key_file(run: Run) -> bytes:
    return read_file(Path(run.args.identity_file), limit=_KEY_LIMIT)


def _passphrase(run: Run, *, again: bool = False) -> str:
    return secret(run.args.passphrase_file, text("cli.ask.passphrase"), again=again)


def _passphrase_if_named(run: Run) -> str | None:
    """A plain key file has no passphrase."""
    return _passphrase(run) if run.args.passphrase_file else None
