"""`demo`: the main job, whole, with invented people."""

from pathlib import Path

from app.commands.grammar import Commands, command, option
from app.commands.running import Answer, Run
from app.i18n import text


def add(commands: Commands) -> None:
    """Add this group's commands."""
    option(command(commands, "demo", demo), "--out", required=True, metavar="DIR")


def demo(run: Run) -> Answer:
    """Play the whole month in an empty folder."""
    from app.services.demo import demo as play

    run.say(text("cli.working"))
    out = Path(run.args.out)
    done = play(out)
    commune, receiving, papers = done["commune"], done["receiving"], done["papers"]
    lies = {
        "commune": commune["store"], "receiving": receiving["store"], "password": commune["password_file"],
        "people_xlsx": done["people_xlsx"], "pdf": papers["pdf"], "xlsx": papers["xlsx"], "batch": done["batch"],
        "place": done["place"], "identity": receiving["identity_file"],
    }  # fmt: skip
    lines = [text("cli.demo.done", month=done["month"])]
    lines += [f"{text(f'cli.demo.{name}')}: {out / path}" for name, path in lies.items()]
    lines.append(text("cli.demo.next", store=out / commune["store"], user=commune["user"],
                      file=out / commune["password_file"]))  # fmt: skip
    return Answer(done, lines)
