"""`template`: the office's own templates of Form 01 and its letters."""

from pathlib import Path
from typing import Any

from app.commands.grammar import Commands, command, group, option
from app.commands.running import Answer, Run, day, optional_day
from app.commands.words import shown, table
from app.files import read_file, write_whole
from app.i18n import text

_KINDS = ("form01", "letter", "nil")


def add(commands: Commands) -> None:
    """Add this group's commands."""
    templates = group(commands, "template")
    command(templates, "template list", list_)
    export = command(templates, "template export", export_)
    option(export, "kind", choices=_KINDS, metavar="|".join(_KINDS))
    option(export, "--out", required=True, metavar="FILE")
    option(export, "--shipped", metavar="NAME")
    import__ = command(templates, "template import", import_)
    option(import__, "file", metavar="FILE")
    option(import__, "--from", dest="valid_from", metavar="DATE")
    workbook = command(templates, "template from-workbook", from_workbook)
    option(workbook, "file", metavar="FILE")
    option(workbook, "--column", action="append", default=[], metavar="LETTER=FIELD")
    option(workbook, "--name")
    option(workbook, "--out", metavar="FILE")
    option(workbook, "--from", dest="valid_from", metavar="DATE")
    compared_ = command(templates, "template compared", compared)
    option(compared_, "kind", choices=_KINDS, metavar="|".join(_KINDS))
    option(compared_, "--on", required=True, metavar="DATE")
    option(compared_, "--by", required=True, metavar="NAME")


def list_(run: Run) -> Answer:
    """Every template that comes with the program and every version of the office's own."""
    from app.services import templates

    rows: list[dict[str, Any]] = []
    with run.session() as session:
        for kind in _KINDS:
            rows += [_row(kind, one, "") for one in templates.shipped_templates(kind)]
            rows += [_row(kind, templates.parsed(one), one.valid_from) for one in templates.versions(session, kind)]
    lines = [
        (
            *(row["kind"], row["id"], str(row["version"]), shown(row["from"]) if row["from"] else "", row["name"]),
            text("cli.template.compared" if row["compared"] else "cli.template.uncompared"),
        )
        for row in rows
    ]
    return Answer({"templates": rows}, table(lines))


def _row(kind: str, template: Any, valid_from: str) -> dict[str, Any]:
    compared = {"on": template.compared.on, "by": template.compared.by} if template.compared else None
    return {"kind": kind, "id": template.id, "version": template.version, "name": template.name,
            "from": valid_from or None, "compared": compared}  # fmt: skip


def export_(run: Run) -> Answer:
    """Write the template in use, or a shipped one, as a file."""
    from app.services import templates

    args = run.args
    with run.session() as session:
        if args.shipped:
            template = templates.shipped_template(args.kind, args.shipped)
        else:
            template = templates.in_use(session, args.kind, session.now().date())
    write_whole(Path(args.out), templates.template_bytes(template))
    return Answer({"file": args.out}, [args.out])


def import_(run: Run) -> Answer:
    """Use a template file for papers from a day on."""
    from app.services import templates

    template = templates.read_template(read_file(Path(run.args.file), limit=templates.MAX_FILE))
    with run.session() as session:
        valid_from = optional_day(run.args.valid_from) or session.now().date()
        kept = templates.add(session, template, valid_from)
    return _kept(kept)


def from_workbook(run: Run) -> Answer:
    """Read the office's own workbook of Form 01 and use it, or only write the template that follows it."""
    from app.services import own_forms, templates

    args = run.args
    file = Path(args.file)
    pairs = dict(typed.partition("=")[::2] for typed in args.column)
    found = own_forms.read(read_file(file, limit=own_forms.MAX_FILE), file.name, pairs)
    name = args.name or file.stem
    with run.session() as session:
        if args.out:
            base = templates.shipped_templates("form01")[0]
            write_whole(Path(args.out), templates.template_bytes(own_forms.template_of(found, base, name)))
            return Answer({"file": args.out}, [args.out])
        kept = own_forms.add(session, found, name, optional_day(args.valid_from) or session.now().date())
    return _kept(kept)


def compared(run: Run) -> Answer:
    """Say that the template was compared with the official annex."""
    from app.services import templates

    with run.session() as session:
        kept = templates.mark_compared(session, run.args.kind, day(run.args.on).earliest, run.args.by)
    return _kept(kept)


def _kept(template: Any) -> Answer:
    line = text("cli.template.kept", name=template.name, version=template.version)
    return Answer(_row(template.kind, template, ""), [line])
