"""The command line of contract §1: parse, run one command, print its answer, return its exit status."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from app import __version__, crash_log, i18n
from app.commands import (
    audit,
    backup,
    batches,
    board,
    consolidation,
    demo,
    doctor,
    duplicates,
    inbox,
    months,
    offices,
    oversight,
    papers,
    people,
    places,
    policies,
    practice,
    privacy,
    recovery,
    settings,
    signers,
    store,
    templates,
    users,
)
from app.commands.grammar import Parser, UsageError, option, subcommands
from app.commands.running import Answer, Run
from app.commands.words import error_json
from app.errors import AppError
from app.i18n import text
from app.paths import default_store

_GROUPS: Final = (
    demo, practice, store, settings, users, offices, people, months, signers, papers, templates, batches, places,
    policies, inbox, duplicates, board, consolidation,
    oversight, backup, recovery, audit,
    doctor, privacy,
)  # fmt: skip
# Control characters in a name that came from elsewhere must not steer somebody's terminal.
_UNSEEN: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\ufffd")
_DONE, _USAGE, _BUG, _INTERRUPTED = 0, 2, 70, 130


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status (contract §1: 0, 1, 2, 3, 4, 70, and 130 for Ctrl-C)."""
    words = sys.argv[1:] if argv is None else argv
    _speak_utf8()
    as_json = "--json" in words
    try:
        return _main(words, as_json=as_json)
    except UsageError as error:
        return _wrong_usage(error, as_json=as_json)
    except KeyboardInterrupt:
        print(text("cli.interrupted"), file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        return _closed_pipe()
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours becomes an exit status
        return _bug(error, words, as_json=as_json)


def parser() -> argparse.ArgumentParser:
    """The parser of every command, in the language spoken now."""
    top = Parser(prog="hoanhap", description=text("cli.help.top"), epilog=text("cli.help.below"))
    top.set_defaults(run=None, command="")
    option(top, "--version", action="version", version=f"hoanhap {__version__}")
    option(top, "--store", default=os.environ.get("HOANHAP_STORE") or None, metavar="DIR")
    option(top, "--user", default=os.environ.get("HOANHAP_USER") or None, metavar="NAME")
    option(top, "--password-file", default=os.environ.get("HOANHAP_PASSWORD_FILE") or None, metavar="FILE")
    option(top, "--json", action="store_true")
    option(top, "--lang", choices=i18n.LANGUAGES, metavar="vi|en")
    option(top, "--anywhere", action="store_true")
    commands = subcommands(top, required=False)
    for module in _GROUPS:
        module.add(commands)
    return top


def _main(words: Sequence[str], *, as_json: bool) -> int:
    _choose_language(words)
    if any("\udc80" <= letter <= "\udcff" for word in words for letter in word):
        raise UsageError(text("cli.wrong.encoding"), "")
    top = parser()
    try:
        args = top.parse_args(list(words))
    except SystemExit:  # argparse leaves so after --help and --version
        return _DONE
    if args.run is None:
        print(top.format_help(), end="")
        return _DONE
    try:
        answer: Answer = args.run(Run(args))
    except AppError as error:
        answer = Answer(error=error)
    if answer.error is not None:
        crash_log.keep(_folder(words), answer.error, place=f"cli {args.command}")
    _print(answer, as_json=as_json)
    if answer.status is not None:
        return answer.status
    return answer.error.exit_status if answer.error else _DONE


def _choose_language(words: Sequence[str]) -> None:
    """The parser's own words need the language before anything is parsed."""
    chosen = os.environ.get("HOANHAP_LANG") or "vi"
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            chosen = following
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
    i18n.use("vi")
    if chosen not in i18n.LANGUAGES:
        raise UsageError(text("cli.wrong.value", what="--lang"), "")
    i18n.use(chosen)


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        said: dict[str, Any] = {"ok": answer.error is None}
        if answer.error is None or answer.data:
            said["data"] = answer.data
        if answer.error is not None:
            said["error"] = error_json(answer.error)
        _print_json(said)
        return
    for line in answer.lines:
        print(line.translate(_UNSEEN))
    print(end="", flush=True)
    if answer.error is not None:
        message, remedy = i18n.explain(answer.error)
        _complain(message, remedy)


def _print_json(said: dict[str, Any]) -> None:
    print(json.dumps(said, ensure_ascii=False), flush=True)


def _complain(message: str, remedy: str) -> None:
    print(message.translate(_UNSEEN), file=sys.stderr)
    if remedy:
        print(f"→ {remedy.translate(_UNSEEN)}", file=sys.stderr)


def _wrong_usage(error: UsageError, *, as_json: bool) -> int:
    message, remedy = i18n.explain(AppError("usage"))
    message = f"{message} {error.said}"
    if as_json:
        _print_json({"ok": False, "error": {"code": "usage", "message": message, "remedy": remedy}})
    else:
        print(error.usage, end="", file=sys.stderr)
        _complain(message, remedy)
    return _USAGE


def _bug(error: Exception, words: Sequence[str], *, as_json: bool) -> int:
    """Say where it happened and never what was being worked on: a message may hold somebody's name."""
    message, remedy = i18n.explain(AppError("bug"))
    kept = crash_log.keep(_folder(words), error, place=f"cli {_command(words)}")
    print("\n".join((kept.code, *kept.lines)), file=sys.stderr)
    if as_json:
        _print_json({"ok": False, "error": {"code": "bug", "message": message, "remedy": remedy}})
    else:
        _complain(message, remedy)
    return _BUG


def _folder(words: Sequence[str]) -> Path:
    named = next((after for word, after in pairwise(words) if word == "--store"), os.environ.get("HOANHAP_STORE"))
    return Path(named) if named else default_store()


def _command(words: Sequence[str]) -> str:
    """The command that was asked for, without what it was asked about."""
    try:
        command: str = parser().parse_args(list(words)).command
    except (UsageError, SystemExit):
        return ""
    return command


def _speak_utf8() -> None:
    """Vietnamese survives a console or a pipe of any code page."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _closed_pipe() -> int:
    """Whoever read our output has heard enough; Python must not complain of it at the end either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _DONE
