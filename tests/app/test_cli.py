"""The grammar of the command line: help, languages, JSON, exit status, and what happens when things go wrong."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli, i18n
from app.cli import main
from app.errors import AppError, exit_status

ROOT = Path(__file__).parent.parent.parent


def parsers(parser):
    """Every parser of the command line, groups and commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from parsers(child)


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT, capture_output=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_command_and_option_is_explained(language):
    i18n.use(language)
    for parser in parsers(cli.parser()):
        assert parser.description
        assert parser.format_help()
        assert all(action.help for action in parser._actions if not isinstance(action, argparse._SubParsersAction))


def test_help_is_in_the_chosen_language(capsys):
    assert main(["people", "--help"]) == 0
    assert "Cách dùng" in capsys.readouterr().out
    assert main(["--lang", "en", "people", "--help"]) == 0
    english = capsys.readouterr().out
    assert "usage:" in english
    assert "Cách dùng" not in english


def test_the_language_may_come_from_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("HOANHAP_LANG", "en")
    assert main([]) == 0
    assert "usage:" in capsys.readouterr().out
    assert main(["--lang=vi"]) == 0
    assert "Cách dùng" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "told"),
    [("people add", '"terms": [{"kind"'), ("month review", '"person_id"'), ("month answer", '"result": "lent"')],
)
def test_help_shows_the_form_of_the_files(capsys, command, told):
    assert main([*command.split(), "--help"]) == 0
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["people"],
        ["people", "find"],
        ["people", "find", "x", "--limit", "0"],
        ["month", "confirm", "2026-12", "--on", "1/1/2026", "--by", "A", "--title", "B", "--refuse", "hai"],
        ["month", "draft", "2026-12", "--nonsense"],
        ["--lang", "fr", "doctor"],
        ["inbox", "epoch", "06184"],
        ["init", "--kind", "nonsense", "--unit", "06184", "--name", "x"],
        ["--pass", "x", "doctor"],
    ],
)
def test_wrong_usage_is_two_and_says_what_is_wrong(capsys, words):
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Lệnh không đúng cách dùng." in said.err
    assert main(["--json", *words]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "usage"
    assert error["remedy"]


def test_wrong_usage_is_explained_in_vietnamese(capsys):
    main(["people", "find"])
    said = capsys.readouterr().err
    assert said.startswith("Cách dùng: hoanhap people find [-h]")
    assert "Còn thiếu: TEXT." in said
    main(["people", "find", "a", "b"])
    assert "Không có tùy chọn hoặc tham số này: b." in capsys.readouterr().err
    main(["people", "find", "a", "--limit", "b"])
    assert "cần một số nguyên từ 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("auth.password", 1), ("auth.role", 1), ("month.state", 1), ("import.no_header", 1), ("id.length", 1),
        ("date.invalid", 1), ("person.duplicate_id", 1), ("store.newer", 1), ("usage.user", 2), ("batch.decrypt", 3),
        ("batch.unknown", 3), ("store.damaged", 3), ("audit.broken", 3), ("card.signature", 3), ("store.locked", 4),
        ("disk.full", 4), ("place.tls", 4), ("stick.full", 4), ("bug", 70),
    ],
)  # fmt: skip
def test_the_code_decides_the_exit_status(code, status):
    assert exit_status(code) == AppError(code).exit_status == status


def test_without_a_password_and_a_terminal_the_command_says_what_is_missing(desk, capsys):
    assert main(["--anywhere", "--store", str(desk.folder), "--user", "Lan", "user", "list"]) == 2
    assert "--password-file" in capsys.readouterr().err
    assert main(["--json", "--anywhere", "--store", str(desk.folder), "user", "list"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage.user"


def test_options_may_come_from_the_environment(desk, monkeypatch, capsys):
    monkeypatch.setenv("HOANHAP_STORE", str(desk.folder))
    monkeypatch.setenv("HOANHAP_USER", "Lan")
    monkeypatch.setenv("HOANHAP_PASSWORD_FILE", str(desk.secret))
    assert main(["--anywhere", "--json", "user", "list"]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["users"][0]["name"] == "Lan"


def test_a_bug_is_seventy_and_shows_no_data(desk, monkeypatch):
    def broken(*_words, **_options):
        raise RuntimeError("Nông Thị Ánh Tuyết")

    monkeypatch.setattr("app.services.register.find", broken)
    said = desk("people", "find", "x")
    assert (said.status, said.code) == (70, "bug")
    assert "Tuyết" not in said.out + said.err
    assert "RuntimeError" in said.err
    assert "people.py:" in said.err


def test_stopping_by_hand_is_quiet(desk, monkeypatch):
    def stopped(*_words, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("app.services.register.find", stopped)
    said = desk.plain("people", "find", "x")
    assert (said.status, said.out, said.err) == (130, "", "Đã dừng theo yêu cầu.\n")
    assert desk("user", "list").status == 0  # the store is free again


def test_bare_it_prints_help_and_never_imports_qt():
    done = run()
    assert done.returncode == 0
    assert "Cách dùng" in done.stdout.decode()
    code = "import sys; from app.cli import main; main(['--help']); sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_help_loads_nothing_heavy():
    heavy = "'sqlcipher3', 'pyhanko', 'fpdf', 'openpyxl', 'cryptography'"
    code = f"import sys; from app.cli import main; main(['--help']); sys.exit(bool({{{heavy}}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_vietnamese_survives_a_console_of_another_code_page():
    done = run("nonsense", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 2
    assert "Lệnh không đúng cách dùng." in done.stderr.decode("utf-8")


def test_a_reader_who_has_heard_enough_is_no_error():
    command = f"'{sys.executable}' -m app month confirm --help | head -c 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("hoanhap ")
