"""`settings`: what an office may set."""

from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run
from app.commands.words import table
from app.i18n import text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    settings = group(commands, "settings")
    command(settings, "settings list", list_)
    set__ = command(settings, "settings set", set_)
    option(set__, "key", metavar="KEY")
    option(set__, "value", metavar="VALUE")


def list_(run: Run) -> Answer:
    """Every setting with its value and meaning."""
    from app.settings import Settings, names

    default = Settings()
    with run.session() as session:
        held = session.settings
    found = [
        {"key": name, "value": getattr(held, name), "default": getattr(default, name),
         "meaning": text(f"setting.{name}")}
        for name in names()
    ]  # fmt: skip
    return Answer({"settings": found}, table((one["key"], _shown(one["value"]), one["meaning"]) for one in found))


def set_(run: Run) -> Answer:
    """Change a setting."""
    from app.services import accounts

    with run.session() as session:
        value = accounts.set_setting(session, run.args.key, run.args.value)
    return Answer({"key": run.args.key, "value": value}, [f"{run.args.key} = {_shown(value)}"])


def _shown(value: object) -> str:
    """A value as `settings set` takes it."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
