"""Every public service function that takes a session asks whether its user may: the access table is never bypassed."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

import app.services
from app.domain.access import Kind, Permission, Role
from app.domain.dates import PartialDate, from_iso
from app.domain.month import Confirmation, Signer
from app.domain.template import Template
from app.errors import AppError
from app.services.templates import shipped_templates
from app.session import OnlyAudit, Query, Session
from tests.invented import MONTH, NOW, person_data

NEEDS_NO_ROLE = {
    # what any user of the program may be told: no person, no list, no secret of the store
    "backups.automatic",  # does nothing for who may not back up
    "backups.copy_to_second",  # does nothing without a second place; asks before it notes what it did
    "catalogue.of",  # the administrative units, as everybody knows them
    "clock.set_day",  # anybody who is in says what day it is when the device has lost it
    "duplicates.note_new",  # called by an import that asked; nothing new, nothing done
    "official.for_batches",  # opens the key in the user's own hand
    "official.for_papers",
    "papers.place_of",
    "policies.apply_due",  # brings in what somebody who may has accepted, on the day it named
    "quarantine.waiting",  # called by an import that asked
    "receipts.seal_outstanding",  # does nothing for who may not seal
    "register.names",  # gives nothing to who may not read people
    "register.rules",
    "transfers.is_for_a_register",
    "inbox.taking_in.explained",  # takes nothing in for who may not
    "inbox.taking_in.look_for_duplicates",  # of nobody who came in
    "inbox.reading.opener",  # for services that ask before they open what they were given
    "inbox.reading.opened_now",
    "inbox.reading.own_fingerprints",
    "inbox.reading.ahead",  # reads files for an import that asked
    "inbox.taking_in.retry",
    # these lay out what another service gave, and that one asked; they read nothing but the office's own name
    "consolidation.list_content",
    "consolidation.sums_content",
    "oversight_papers.paper",
    "papers.qr_text",
    "people_merge.laid_over",
    "places.access",
    "privacy.slip",
    "talk.look_over",  # nothing fetched, nothing to look over; taking in asks
}

# What a parameter of this name is given, so that a refusal is about the role and not about the value.
BY_NAME = {
    "month": MONTH, "first": MONTH, "last": MONTH, "person_id": "x", "password": "bốn từ không liên quan",
    "reason": "Thử",
    "data": person_data(), "roles": [Role.CHIEF], "key": "list_day", "typed": "6", "unit": "06184", "url": "/tmp",
    "kind": "access",
    "chief": "Ai đó", "fingerprint": "0" * 64, "only": OnlyAudit(), "query": Query(""), "basis": "Họp thôn",
    "answer": Confirmation(from_iso("2026-12-06"), "Ai đó", "Chủ tịch"), "signer": Signer("police", "", "Trưởng", "A"),
    "permission": Permission.IMPORT_BATCH, "pages": (1, 1), "parts": 2,
}  # fmt: skip
# Of these the name says another thing.
BY_FUNCTION = {
    "talk.take": {"data": b"x"}, "inbox.taking_in.take_in": {"data": b"x"}, "people_merge.laid_over": {"held": None},
}  # fmt: skip


def functions():
    for found in pkgutil.walk_packages(app.services.__path__, "app.services."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == module.__name__ and not name.startswith("_")
            inner = {
                inspect.formatannotation(one.annotation).rpartition(".")[2]
                for one in inspect.signature(function).parameters.values()
            }
            if (
                own
                and not inner & {"Store", "Change"}
                and first is not None
                and first.annotation in (Session, "Session")
            ):
                yield f"{found.name.removeprefix('app.services.')}.{name}", function


def value_for(name, parameter, kind, tmp_path):
    """Something of the kind that is asked for."""
    if parameter.name in BY_FUNCTION.get(name, {}):
        return BY_FUNCTION[name][parameter.name]
    if parameter.name == "name":
        return "Ai đó" if name.startswith("accounts.") else MONTH
    if parameter.name in BY_NAME:
        return BY_NAME[parameter.name]
    return made(kind, tmp_path)


def made(kind, tmp_path):
    """A value of a type: a record with the least in it, the first of its choices, an empty collection."""
    plain = {str: "x", int: 1, bool: True, bytes: b"x", float: 1.0, date: date(2026, 12, 5), datetime: NOW,
             PartialDate: from_iso("2026-12-05"), Path: tmp_path / "x",
             Template: shipped_templates("form01")[0]}  # fmt: skip
    if kind in plain:
        return plain[kind]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        known, least = get_type_hints(kind), [one for one in fields(kind) if one.init and one.default is MISSING
                                              and one.default_factory is MISSING]  # fmt: skip
        return kind(**{one.name: made(known[one.name], tmp_path) for one in least})
    if get_origin(kind) in (Union, UnionType):
        return None if NoneType in get_args(kind) else made(get_args(kind)[0], tmp_path)
    if get_origin(kind) is Callable:
        return lambda *_: None
    return {} if get_origin(kind) in (dict, Mapping) else () if get_origin(kind) else None


def arguments(name, function, tmp_path):
    given, named, kinds = [], {}, hints(function)
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.default is inspect.Parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            value = value_for(name, parameter, kinds.get(parameter.name), tmp_path)
            if parameter.kind is parameter.KEYWORD_ONLY:
                named[parameter.name] = value
            elif parameter.kind is not parameter.VAR_POSITIONAL:
                given.append(value)
    return given, named


def hints(function):
    """The type of each parameter, but for those that are imported for the checker alone."""
    function, found = inspect.unwrap(function), {}
    for name, said in function.__annotations__.items():
        with suppress(NameError, TypeError):
            found[name] = eval(said, function.__globals__) if isinstance(said, str) else said
    return found


def called(function, session, given, named):
    result = function(session, *given, **named)
    if isinstance(result, Iterator):
        next(result)
    if isinstance(result, AbstractContextManager):
        with result:
            pass


def answer(name, function, session, tmp_path):
    """The code of the refusal, or `done`. Whatever else comes out is a mistake of this test or of the service."""
    given, named = arguments(name, function, tmp_path)
    try:
        called(function, session, given, named)
    except AppError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no refusal
        if name in NEEDS_NO_ROLE:
            return "record"
        return f"{type(error).__name__} {error}"
    return "done"


@pytest.mark.parametrize("kind", Kind)
def test_without_a_role_nothing_is_done(request, tmp_path, kind):
    """Only the access refusal counts: whoever may not is told so, whatever they brought along."""
    session = request.getfixturevalue("commune" if kind is Kind.COMMUNE else "receiving")
    object.__setattr__(session.user, "roles", ())
    (tmp_path / "x").write_bytes(b"x")
    before = session.store.audit.head()
    answers = {name: answer(name, function, session, tmp_path) for name, function in functions()}
    otherwise = {name: said for name, said in answers.items() if said not in ("auth.role", "store.kind")}
    print(f"{len(answers)} service functions tried without a role, {len(answers) - len(otherwise)} refused")
    assert set(otherwise) <= NEEDS_NO_ROLE, otherwise
    assert session.store.audit.head() == before
