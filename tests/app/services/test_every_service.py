"""Every public service function that takes a session asks whether its user may: the access table is never bypassed."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date

import pytest

import app.services
from app.domain.access import Kind, Role
from app.domain.dates import from_iso
from app.domain.month import Confirmation, Signer
from app.errors import AppError
from app.session import OnlyAudit, Query, Session
from tests.invented import MONTH, person_data

NEEDS_NO_ROLE = {
    # what any user of the program may be told: no person, no list, no secret
    "backups.automatic",  # does nothing for who may not back up
    "backups.copy_to_second",  # does nothing without a second place; asks before it notes what it did
    "clock.set_day",  # anybody who is in says what day it is when the device has lost it
    "duplicates.note_new",  # called by an import that asked; nothing new, nothing done
    "papers.place_of",
    "policies.apply_due",  # brings in what somebody who may has accepted, on the day it named
    "quarantine.waiting",  # called by an import that asked
    "receipts.seal_outstanding",  # does nothing for who may not seal
    "register.names",  # gives nothing to who may not read people
    "register.rules",
    "transfers.is_for_a_register",
}

# What a parameter of this name is given, so that a refusal is about the role and not about the value.
BY_NAME = {
    "month": MONTH, "first": MONTH, "last": MONTH, "person_id": "x", "password": "bốn từ không liên quan",
    "reason": "Thử",
    "data": person_data(), "roles": [Role.CHIEF], "key": "list_day", "typed": "6", "unit": "06184", "url": "/tmp",
    "kind": "access",
    "chief": "Ai đó", "fingerprint": "0" * 64, "only": OnlyAudit(), "query": Query(""), "basis": "Họp thôn",
    "answer": Confirmation(from_iso("2026-12-06"), "Ai đó", "Chủ tịch"), "signer": Signer("police", "", "Trưởng", "A"),
}  # fmt: skip


def functions():
    for found in pkgutil.iter_modules(app.services.__path__):
        module = importlib.import_module(f"app.services.{found.name}")
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
                yield f"{found.name}.{name}", function


def value_for(function, parameter, tmp_path):
    """Something of the kind that is asked for, by the words of the annotation."""
    if parameter.name == "name":
        return "Ai đó" if function.__module__.endswith("accounts") else MONTH
    if parameter.name in BY_NAME:
        return BY_NAME[parameter.name]
    hint = (
        parameter.annotation
        if isinstance(parameter.annotation, str)
        else inspect.formatannotation(parameter.annotation)
    )
    kinds = {"str": "x", "int": 1, "bool": True, "bytes": b"x", "date": date(2026, 12, 5), "Path": tmp_path / "x"}
    plain = hint.rpartition(".")[2]
    return kinds.get(plain, () if "[" in hint else None)


def arguments(function, tmp_path):
    given, named = [], {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.default is inspect.Parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            value = value_for(function, parameter, tmp_path)
            if parameter.kind is parameter.KEYWORD_ONLY:
                named[parameter.name] = value
            elif parameter.kind is not parameter.VAR_POSITIONAL:
                given.append(value)
    return given, named


def called(function, session, given, named):
    result = function(session, *given, **named)
    if isinstance(result, Iterator):
        next(result)
    if isinstance(result, AbstractContextManager):
        with result:
            pass


def answer(function, session, tmp_path):
    """The code of the refusal, or what happened instead."""
    given, named = arguments(function, tmp_path)
    try:
        called(function, session, given, named)
    except AppError as error:
        return error.code
    except (AttributeError, TypeError, ValueError):
        return "record"  # it takes a record that only another service gives out, and that one asked
    return "done"


@pytest.mark.parametrize("kind", Kind)
def test_without_a_role_nothing_is_done(request, tmp_path, kind):
    session = request.getfixturevalue("commune" if kind is Kind.COMMUNE else "receiving")
    object.__setattr__(session.user, "roles", ())
    before = session.store.audit.head()
    answers = {name: answer(function, session, tmp_path) for name, function in functions()}
    print(f"{len(answers)} service functions tried without a role")
    asked = ("auth.role", "store.kind", "record")
    otherwise = {name: said for name, said in answers.items() if said not in asked}
    assert {name for name, said in otherwise.items() if said == "done"} <= NEEDS_NO_ROLE
    # A few look at their values before they ask, and refuse what no value of ours here can be: nothing is done.
    print({name: said for name, said in otherwise.items() if said != "done"})
    assert len(answers) - len(otherwise) > 100
    assert session.store.audit.head() == before
