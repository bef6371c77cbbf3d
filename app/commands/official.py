"""Official certificates at the command line: options for a token or key file, what is plugged in, whom we trust."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run, secret
from app.commands.words import pairs, shown
from app.files import read_file
from app.i18n import text

if TYPE_CHECKING:
    from app.domain.office import OfficeCard
    from app.services.authorities import Known
    from app.services.official import KeyPlace

_KEY_FILE_LIMIT = 1024 * 1024
_LIST_LIMIT = 32 * 1024 * 1024


def add(offices: Commands) -> None:
    """Add the commands that stand among those of offices."""
    option(command(offices, "office tokens", tokens), "library", metavar="LIB")
    authority_ = command(offices, "office authority", authority)
    option(authority_, "file", nargs="?", metavar="FILE")
    option(authority_, "--fingerprint", metavar="HEX")
    option(authority_, "--crl", action="append", default=[], metavar="FILE")


def key_options(parser: argparse.ArgumentParser, token: str, key_file: str | None = None) -> None:
    """Options of a command that a key on a token, or one in a file, may serve."""
    either = parser.add_mutually_exclusive_group()
    option(either, token, dest="token", metavar="LIB")
    if key_file:
        option(either, key_file, dest="key_file", metavar="FILE")
    option(parser, "--slot", type=int, metavar="N")
    option(parser, "--certificate", default="", metavar="LABEL")
    option(parser, "--pin-file", metavar="FILE")


def key_place(run: Run) -> "KeyPlace | None":
    """The key that the options name, with its PIN or passphrase from `--pin-file` or typed; None when none is named."""
    from app.services import official

    args, asked = run.args, text("cli.ask.pin")
    if args.token:
        place = official.TokenPlace(Path(args.token), args.slot, args.certificate)
        return official.OnToken(place, secret(args.pin_file, asked, missing="usage.pin"))
    if getattr(args, "key_file", None):
        content = read_file(Path(args.key_file), limit=_KEY_FILE_LIMIT)
        return official.KeyFile(content, secret(args.pin_file, asked, missing="usage.pin"))
    return None


def tokens(run: Run) -> Answer:
    """The tokens that are plugged in; needs no store and no PIN."""
    from app.envelope import fingerprint
    from app.services import official

    found = official.slots(Path(run.args.library))
    data = [
        {
            "slot": slot.id, "label": slot.label,
            "certificates": [
                {"label": one.label, "holder": one.holder, "until": f"{one.until:%Y-%m-%d}",
                 "fingerprint": fingerprint(one.pem)}
                for one in slot.certificates
            ],
        }
        for slot in found
    ]  # fmt: skip
    lines = []
    for slot in found:
        lines.append(text("cli.token.slot", number=slot.id, label=slot.label))
        lines += [f"    {one.label}  {one.holder}  ({one.until:%d/%m/%Y})" for one in slot.certificates]
    return Answer({"slots": data}, lines)


def authority(run: Run) -> Answer:
    """Trust an authority, take in lists of revoked certificates, or only show whom we trust."""
    from app.services import authorities

    args = run.args
    with run.session() as session:
        revoked: list[OfficeCard] = []
        if args.file or args.crl:
            content = read_file(Path(args.file), limit=_KEY_FILE_LIMIT) if args.file else b""
            lists = [read_file(Path(one), limit=_LIST_LIMIT) for one in args.crl]
            revoked = authorities.add(session, content, lists, typed_fingerprint=args.fingerprint)
        known = authorities.listing(session)
    data = {"authorities": [_json(one) for one in known], "revoked": [card.fingerprint for card in revoked]}
    lines = [line for one in known for line in (one.name, *(f"    {line}" for line in _facts(one)))]
    return Answer(data, [*lines, *(text("cli.authority.revoked", name=card.name) for card in revoked)])


def _json(one: "Known") -> dict[str, Any]:
    from app.envelope import check_code

    return {
        "name": one.name, "fingerprint": one.fingerprint, "check_code": check_code(one.fingerprint), "root": one.root,
        "until": one.until, "crl_until": one.crl_until,
    }  # fmt: skip


def _facts(one: "Known") -> list[str]:
    from app.envelope import check_code

    return pairs(
        ("check_code", check_code(one.fingerprint)),
        ("fingerprint", one.fingerprint),
        ("until", shown(one.until)),
        ("crl_until", shown(one.crl_until)),
    )
