"""The office's own templates of its papers: versions with dates, in and out as files, compared with the annex."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.documents.templates import shipped
from app.domain.access import Permission
from app.domain.canonical import canonical
from app.domain.form01 import read_template as read_form01
from app.domain.letter import read_letter_template, read_nil_template
from app.domain.record import to_json
from app.domain.template import Compared, Template, TemplateError
from app.errors import AppError
from app.session import KeptTemplate, Session, Store

MAX_FILE: Final = 256 * 1024
READERS: Final[Mapping[str, Callable[[Any], Template]]] = MappingProxyType(
    {"form01": read_form01, "letter": read_letter_template, "nil": read_nil_template}
)
SHIPPED: Final = MappingProxyType({"form01": ("form01", "form01-compact"), "letter": ("letter",), "nil": ("nil",)})
"""By kind, the templates that come with the program; the first is used until the office has its own."""


def read_template(data: bytes) -> Template:
    """A template file, of whatever kind it says it is. Strict, within limits. Raises `template.invalid`.

    Policy packs carry the same bytes.
    """
    if len(data) > MAX_FILE:
        raise AppError("template.invalid", field="size")
    try:
        parsed = json.loads(data)
        kind = str(parsed.get("kind")) if isinstance(parsed, dict) else ""
        if kind not in READERS:
            raise TemplateError("kind")
        return READERS[kind](parsed)
    except TemplateError as error:
        raise AppError("template.invalid", field=str(error)) from error
    except (ValueError, RecursionError, TypeError) as error:
        raise AppError("template.invalid", field="JSON") from error


def template_bytes(template: Template) -> bytes:
    """The template as a file, always the same bytes."""
    return canonical(to_json(template)) + b"\n"


def shipped_templates(kind: str) -> tuple[Template, ...]:
    """The templates of a kind that come with the program."""
    return tuple(READERS[kind](shipped(name)) for name in SHIPPED[kind])


def shipped_template(kind: str, name: str) -> Template:
    """One of them by its identifier. Raises `template.unknown`."""
    for template in shipped_templates(kind):
        if template.id == name:
            return template
    raise AppError("template.unknown", name=name)


def parsed(kept: KeptTemplate) -> Template:
    """A kept version, read strictly."""
    return READERS[kept.kind](kept.data)


def in_use(session: Session, kind: str, day: date) -> Template:
    """The template with which a paper of that day is printed."""
    with session.read(Permission.MANAGE_SETTINGS) as store:
        return READERS[kind](template_for(store, kind, day))


def template_for(store: Store, kind: str, day: date) -> dict[str, Any]:
    """The same as parsed JSON, to be frozen with a list."""
    return with_workbook(store, kind, day)[0]


def with_workbook(store: Store, kind: str, day: date) -> tuple[dict[str, Any], bytes | None]:
    """The same, and the office's own workbook that is filled in, if it gave one."""
    kept = store.papers.template_on(kind, day.isoformat())
    return (kept.data, kept.workbook) if kept else (shipped(kind), None)


def versions(session: Session, kind: str) -> list[KeptTemplate]:
    """The office's own versions, the newest first."""
    with session.read(Permission.MANAGE_SETTINGS) as store:
        return store.papers.templates(kind)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template that can be looked at: shipped (`valid_from` empty) or a version of the office's own."""

    template: Template
    valid_from: str
    in_use: bool


def listed(session: Session, kind: str, day: date) -> tuple[Listed, ...]:
    """Every template of a kind, the office's own first, and which of them a paper of that day is printed with."""
    used = in_use(session, kind, day)
    own = [(parsed(one), one.valid_from) for one in versions(session, kind)]
    every = [*own, *((one, "") for one in shipped_templates(kind))]
    return tuple(Listed(one, since, one == used) for one, since in every)


def preview(session: Session, template: Template) -> bytes:
    """A paper in this template with empty rows, as PDF. Raises `template.invalid`, `paper.glyph`."""
    session.require(Permission.MANAGE_SETTINGS)
    from app.services import month_papers

    template = read_template(template_bytes(template))
    return month_papers.blank_in(session, template, f"{session.now():%Y-%m}")


def add(session: Session, template: Template, valid_from: date, *, workbook: bytes | None = None) -> Template:
    """Use a template for papers dated `valid_from` or later; it gets the next version number. Audited."""
    with session.change(Permission.MANAGE_SETTINGS, "template.add", template.kind) as change:
        template = replace(template, version=change.store.papers.next_version(template.kind))
        READERS[template.kind](to_json(template))
        kept = KeptTemplate(
            template.kind, template.version, valid_from.isoformat(), to_json(template), workbook, session.time(),
            session.user.name,
        )  # fmt: skip
        change.store.papers.add_template(kept)
        change.note(version=template.version, valid_from=kept.valid_from)
    return template


def add_edited(session: Session, base: Template, edited: Template, valid_from: date) -> Template:
    """Use what was changed of `base`, as `add` does. Raises `template.invalid`.

    With other columns nobody compared it with the annex, and the office's own workbook fits no more.
    """
    session.require(Permission.MANAGE_SETTINGS)
    edited = read_template(template_bytes(edited))
    kept = next((one for one in versions(session, base.kind) if parsed(one) == base), None)
    same = edited.columns == base.columns
    edited = replace(edited, compared=base.compared if same else None)
    return add(session, edited, valid_from, workbook=kept.workbook if kept and same else None)


def mark_compared(session: Session, kind: str, on: date, by: str) -> Template:
    """Say that the template in use was compared with the official annex: a new version without the notice."""
    if not by.strip():
        raise AppError("template.compared_by")
    with session.read(Permission.MANAGE_SETTINGS) as store:
        kept = store.papers.template_on(kind, on.isoformat())
        template = READERS[kind](kept.data if kept else shipped(kind))
    name = template.name.replace("chưa đối chiếu", "đã đối chiếu").replace("bản dựng tạm, ", "")
    compared = replace(template, compared=Compared(on.isoformat(), by.strip()), name=name)
    return add(session, compared, on, workbook=kept.workbook if kept else None)
