"""The arrows between folders: this table is the architecture. Change it only on purpose.

Arrows point down: ui and the command line → app.services → app.session → db → app.domain.
Only `ui` knows Qt, only `db` knows SQL.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# folder or file (a pattern): what it may import besides the standard library and itself
MAY_IMPORT = {
    # what is true
    "app/domain": "",
    # single files that everybody may use
    "app/paths.py": "app.domain app.errors",
    "app/errors.py": "app.domain",
    "app/files.py": "app.domain app.errors",
    "app/crash_log.py": "app.__version__ app.domain app.errors app.files",
    "app/i18n.py": "app.domain app.errors app.paths",
    "app/labels.py": "app.domain app.errors app.i18n",
    "app/store_place.py": "app.errors",
    "app/tidying.py": "",
    "app/giving_way.py": "",
    "app/settings.py": "app.domain app.errors app.i18n app.labels app.paths",
    # how files look, how they are sealed, where they go
    "app/documents": "app.domain app.i18n app.labels app.paths app.tidying fpdf msoffcrypto openpyxl segno",
    "app/lists": "app.domain app.errors openpyxl python_calamine PIL xlrd zxingcpp",
    "app/envelope": "app.domain app.errors app.paths cryptography lxml pyhanko pyhanko_certvalidator asn1crypto "
    "pyrage jsonschema_rs msgspec pkcs11",
    "app/matching": "app.domain rapidfuzz",
    "app/places": "app.errors app.files cryptography httpx obstore truststore webdav4",
    # the store
    "db": "app.domain app.errors app.files app.giving_way sqlite_utils sqlcipher3 cryptography msgspec pyrage filelock",
    "app/session.py": "app.domain app.errors app.settings db",
    # what the program does
    "app/services": "app.domain app.documents app.envelope app.lists app.places app.session app.settings app.errors "
    "app.files app.giving_way app.i18n app.labels app.matching app.paths app.store_place app.tidying app.__version__",
    # what people touch
    "app/__main__.py": "app",
    "app/cli*.py": "app",
    "app/commands": "app",
    "app/start.py": "app ui",
    "ui": "app PySide6",
}

READS_A_WIDGET = {"value", "answer", "given", "day", "text", "toPlainText", "isChecked", "currentData", "currentText"}


def imported_names(file):
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name, packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def files_of(place, root):
    for path in sorted(root.glob(place)):
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def strangers(place, root=ROOT):
    """The imports of a place that the table does not allow, by file."""
    allowed = {*sys.stdlib_module_names, place.replace("/", "."), *MAY_IMPORT[place].split()}
    found = {}
    for file in files_of(place, root):
        names = {name for name in imported_names(file) if not within(name, allowed)}
        if names:
            found[file.relative_to(root).as_posix()] = sorted(names)
    return found


def widgets_read(tree):
    """The lines in work for the store's thread (a function that takes a `session`) in which a widget is read."""
    works = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    works = [node for node in works if "session" in {arg.arg for arg in node.args.args}]
    calls = [node for work in works for node in ast.walk(work) if isinstance(node, ast.Call) and not node.args]
    return [node.lineno for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in READS_A_WIDGET]


@pytest.mark.parametrize("place", MAY_IMPORT)
def test_imports_follow_the_arrows(place):
    assert not strangers(place)


def test_every_file_has_its_place_in_the_table():
    placed = {file for place in MAY_IMPORT for file in files_of(place, ROOT)}
    code = {file for folder in ("app", "db", "ui") for file in (ROOT / folder).rglob("*.py")}
    assert {file.relative_to(ROOT).as_posix() for file in code - placed} <= {"app/__init__.py"}


@pytest.mark.parametrize(
    ("file", "line", "name"),
    [
        ("ui/pages/months.py", "from db import Store", "db.Store"),
        ("ui/pages/months.py", "import db.store", "db.store"),
        ("app/cli_months.py", "def late():\n    from db.store import open_store", "db.store.open_store"),
        ("app/services/months.py", "import PySide6.QtCore", "PySide6.QtCore"),
        ("app/domain/month.py", "import app.errors", "app.errors"),
    ],
)
def test_an_arrow_that_points_up_is_found(tmp_path, file, line, name):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(line, "utf-8")
    places = [place for place in MAY_IMPORT if (tmp_path / file) in files_of(place, tmp_path)]
    assert [strangers(place, tmp_path) for place in places] == [{file: [name]}]


def test_an_arrow_that_points_down_is_allowed(tmp_path):
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui/page.py").write_text("from PySide6 import QtCore\nfrom app.services import months", "utf-8")
    assert not strangers("ui", tmp_path)


def test_work_for_the_thread_of_the_store_reads_no_widget():
    """Qt's widgets belong to the thread of the window: what stands in them is read before the work is handed over."""
    found = {file.name: widgets_read(ast.parse(file.read_text("utf-8"))) for file in (ROOT / "ui").rglob("*.py")}
    assert not {name: lines for name, lines in found.items() if lines}


def test_a_widget_that_is_read_in_the_thread_of_the_store_is_found():
    assert widgets_read(ast.parse("ask(lambda session: act(session, reason.value()))")) == [1]
    assert not widgets_read(ast.parse("ask(lambda session, given: act(session, given['reason']))"))


def test_the_command_line_needs_no_window():
    modules = [f"app.{name}" for name in ("cli", "start") if (ROOT / f"app/{name}.py").exists()]
    code = f"import sys, {', '.join(['app', *modules])}\nprint([name for name in sys.modules if 'PySide6' in name])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
