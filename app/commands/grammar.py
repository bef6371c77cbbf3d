"""The grammar of the command line: argparse in the user's language, with one sentence for each command and option."""

import argparse
import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

from app import i18n
from app.commands.running import Answer, Run
from app.i18n import text

Commands = Any
"""What `argparse` returns for subparsers; its class is private there."""

# What argparse says in English, by the key of our sentence; its own catalogue cannot be given to it.
_SAID: Final = {
    r"the following arguments are required: (?P<what>.+)": "cli.wrong.required",
    r"one of the arguments (?P<what>.+) is required": "cli.wrong.one_of",
    r"unrecognized arguments: (?P<what>.+)": "cli.wrong.unrecognized",
    r"argument (?P<what>[^:]+): not allowed with argument .+": "cli.wrong.together",
    r"argument (?P<what>[^:]+): expected .+argument.*": "cli.wrong.value_missing",
    r"argument (?P<what>[^:]+): invalid (?:choice|\w+ value): .+": "cli.wrong.value",
}


class UsageError(Exception):
    """A command line that cannot be understood."""

    def __init__(self, said: str, usage: str) -> None:
        super().__init__(said)
        self.said = said
        self.usage = usage


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{text('cli.help.usage')} " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the chosen language and raises `UsageError` instead of leaving the program."""

    def __init__(self, **how: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **how)
        self._positionals.title = text("cli.help.positionals")
        self._optionals.title = text("cli.help.options")
        self.add_argument("-h", "--help", action="help", help=text("cli.option.help"))

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong."""
        raise UsageError(_in_our_words(message), self.format_usage())


def group(commands: Commands, name: str) -> Commands:
    """A group of commands, such as `people`."""
    said = text(f"cli.group.{name}")
    return subcommands(commands.add_parser(name, help=said, description=said))


def subcommands(parser: argparse.ArgumentParser, *, required: bool = True) -> Commands:
    """Where the commands of a parser are added."""
    return parser.add_subparsers(
        title=text("cli.help.commands"), metavar=text("cli.help.command"), required=required, dest="_word"
    )


def command(commands: Commands, name: str, run: Callable[[Run], Answer]) -> argparse.ArgumentParser:
    """A command by its whole name (`people find`); its sentence is `cli.command.<name>`, file formats stand below."""
    said, below = text(f"cli.command.{name}"), f"cli.below.{name}"
    parser: argparse.ArgumentParser = commands.add_parser(
        name.rpartition(" ")[2], help=said, description=said, epilog=text(below) if i18n.known(below) else None
    )
    parser.set_defaults(run=run, command=name)
    return parser


def option(parser: Any, *names: str, command: str = "", **how: Any) -> None:
    """An option or an argument; its sentence is `cli.option.<command> <name>` or, for all, `cli.option.<name>`."""
    plain = names[0].lstrip("-")
    own = f"cli.option.{command or parser.get_default('command')} {plain}"
    how["help"] = text(own if i18n.known(own) else f"cli.option.{plain}")
    if "action" not in how or how["action"] == "append":
        how.setdefault("metavar", plain.upper().replace("-", "_"))
    parser.add_argument(*names, **how)


def numbered(typed: str) -> tuple[int, str]:
    """`2=lý do` of `--refuse` and `--return`: the number on the list and the reason."""
    number, equals, reason = typed.partition("=")
    if not equals or not number.strip().isdecimal() or not reason.strip():
        raise argparse.ArgumentTypeError(text("cli.wrong.numbered"))
    return int(number), reason.strip()


def count(typed: str) -> int:
    """A whole number from 1."""
    if not typed.isdecimal() or not 1 <= int(typed) <= 10**9:
        raise argparse.ArgumentTypeError(text("cli.wrong.count"))
    return int(typed)


def _in_our_words(message: str) -> str:
    for pattern, key in _SAID.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return text(key, what=found["what"])
    return message.removeprefix("argument ")
