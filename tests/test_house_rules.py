"""The rules of the house that no tool holds: words, sizes, names and what README promises."""

import argparse
import ast
import fnmatch
import re
import string
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from app import i18n

ROOT = Path(__file__).parent.parent
TOP = {"app", "db", "ui", "resources", "tests", "pyproject.toml", "build.spec", "README.md", "LICENSE"}
FILE_LINES, FUNCTION_LINES = 400, 50
MOCKS_PER_100_TESTS = 5
TEST_CODE_RATIO = 0.8

# Words never to use on screen or paper, and what to say; what follows or precedes makes the allowed uses.
FORBIDDEN = {
    r"vân tay": "mã đối chiếu",
    r"(?<!ký, )(?<!ký tên, )(?<!họ tên và )(?<!chữ ký và )đóng dấu": "niêm phong",
    r"(?<!đăng )ký số(?! chuyên dùng)": "xác thực gói",
    r"kiểm toán": "nhật ký hoạt động",
    r"hạnh kiểm": "chấp hành các quy định của pháp luật",
    r"cửa sổ(?! hoặc phiên Windows)(?! chương trình)(?! này)": "thời hạn 05 năm",
    r"đối tượng(?! của Quyết định)(?! và điều kiện)(?! vay vốn)": "người chấp hành xong án phạt tù",
    r"phạm nhân|tù nhân|\bra (tù|trại)\b": "người chấp hành xong án phạt tù",
    r"trục lợi": "trường hợp cần xác minh",
    r"định danh đơn vị": "thẻ đơn vị",
    r"(?<!\()số CCCD": "số định danh cá nhân",
    r"đóng hồ sơ": "kết thúc theo dõi",
    r"nợ xấu": "nợ quá hạn",
}
NEW_TONE_PLACEMENT = r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)"  # hoà, xoá, Uỷ; the decision writes hòa, xóa, Ủy

# Places in code that must know the words that people write, not the words we use.
KNOWS_OTHER_WORDS = ("app/lists/", "app/domain/names.py", "app/domain/unit_search.py")


def code_files(*folders):
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def name_of(file):
    return file.relative_to(ROOT).as_posix()


@cache
def tree_of(file):
    return ast.parse(file.read_text("utf-8"))


def lines_of(files):
    return sum(1 for file in files for line in file.read_text("utf-8").splitlines() if line.strip())


def values_in(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


# --- Two languages ---


def test_both_languages_say_everything():
    assert set(i18n.sentences("vi")) ^ set(i18n.sentences("en")) == set()


def test_both_languages_hold_the_same_values():
    english = i18n.sentences("en")
    different = [
        key for key, said in i18n.sentences("vi").items() if values_in(said) != values_in(english.get(key, said))
    ]
    assert not different


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_sentence_is_written_twice(language):
    seen = {}
    for file in sorted((ROOT / "resources/locale" / language).glob("*.toml")):
        found = {}
        i18n._flatten(tomllib.loads(file.read_text("utf-8")), "", found)
        assert not {key: (seen[key], file.name) for key in found if key in seen}
        seen |= dict.fromkeys(found, file.name)


def calls(tree, function):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == function:
                yield node


def literals(argument):
    """The text an argument can be, where that can be read: a literal or a choice of two."""
    if isinstance(argument, ast.IfExp):
        return literals(argument.body) + literals(argument.orelse)
    return [argument.value] if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else []


def test_every_sentence_in_code_exists():
    known = i18n.sentences("vi")
    missing = {
        (name_of(file), key)
        for file in code_files("app", "db", "ui")
        for call in calls(tree_of(file), "text")
        for key in literals(call.args[0])
        if key not in known
    }
    assert not missing


def test_every_sentence_in_code_gets_its_values():
    known, wrong = i18n.sentences("vi"), []
    for file in code_files("app", "db", "ui"):
        for call in calls(tree_of(file), "text"):
            given = {word.arg for word in call.keywords}
            for key in literals(call.args[0]):
                if None not in given and values_in(known.get(key, "")) - given:
                    wrong.append((name_of(file), key))
    assert not wrong


def test_every_error_in_code_has_a_sentence_and_a_remedy():
    known = i18n.sentences("vi")
    missing = {
        (name_of(file), code)
        for file in code_files("app", "db", "ui")
        for call in calls(tree_of(file), "AppError")
        for code in literals(call.args[0])
        if not {f"error.{code}.message", f"error.{code}.remedy"} <= set(known)
    }
    assert not missing


def test_every_error_in_code_gives_the_values_of_its_sentence():
    known, wrong = i18n.sentences("vi"), []
    for file in code_files("app", "db", "ui"):
        for call in calls(tree_of(file), "AppError"):
            given = {word.arg for word in call.keywords}
            for code in literals(call.args[0]):
                said = known.get(f"error.{code}.message", "") + known.get(f"error.{code}.remedy", "")
                if None not in given and values_in(said) - given:
                    wrong.append((name_of(file), code, values_in(said) - given))
    assert not wrong


def test_every_act_of_the_audit_trail_has_words():
    known = i18n.sentences("vi")
    acts = {
        (name_of(file), act)
        for file in code_files("app", "db")
        for call in calls(tree_of(file), "change")
        for act in (literals(call.args[1]) if len(call.args) > 1 else [])
    }
    assert not {(file, act) for file, act in acts if f"act.{act}" not in known}


# --- Vietnamese ---


def vietnamese():
    """Every Vietnamese text that a person may read, with where it stands."""
    yield from i18n.sentences("vi").items()
    for file in sorted((ROOT / "resources/help/vi").glob("*.md")):
        yield name_of(file), file.read_text("utf-8")
    for file in sorted((ROOT / "resources/templates").rglob("*")):
        if file.is_file():
            yield name_of(file), file.read_text("utf-8")
    for file in code_files("app", "db", "ui"):
        if not name_of(file).startswith(KNOWS_OTHER_WORDS):
            for node in ast.walk(tree_of(file)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield name_of(file), node.value


def found_in_texts(pattern):
    matches = re.compile(pattern, re.IGNORECASE)
    return {(where, matches.search(text)[0]) for where, text in vietnamese() if matches.search(text)}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_words_are_not_used(word):
    assert not found_in_texts(word), f"say: {FORBIDDEN[word]}"


def test_tone_marks_stand_where_the_decision_puts_them():
    assert not found_in_texts(NEW_TONE_PLACEMENT)


def test_texts_are_composed():
    assert not [where for where, text in vietnamese() if not unicodedata.is_normalized("NFC", text)]


@pytest.mark.parametrize("wrong", ["Xoá", "hoà nhập", "Uỷ ban", "thuỷ lợi", "sức khoẻ"])
def test_the_new_tone_placement_is_recognised(wrong):
    assert re.search(NEW_TONE_PLACEMENT, wrong, re.IGNORECASE)


@pytest.mark.parametrize("right", ["Xóa", "hoàn thành", "Ủy ban", "quý I", "khoản vay", "chuyển"])
def test_the_old_tone_placement_is_left_alone(right):
    assert not re.search(NEW_TONE_PLACEMENT, right, re.IGNORECASE)


@pytest.mark.parametrize("wrong", ["Số CCCD", "Mã vân tay", "Đóng dấu gói", "Ký số gói", "Đối tượng", "người ra tù"])
def test_a_forbidden_word_is_recognised(wrong):
    assert any(re.search(word, wrong, re.IGNORECASE) for word in FORBIDDEN)


@pytest.mark.parametrize(
    "right",
    ["Số định danh cá nhân (số CCCD/căn cước)", "(Ký, ghi rõ họ tên và đóng dấu)", "Đăng ký số điện thoại"],
)
def test_an_official_phrase_is_left_alone(right):
    assert not any(re.search(word, right, re.IGNORECASE) for word in FORBIDDEN)


# --- Size and shape of the code ---


def test_no_file_is_long():
    sizes = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in code_files("app", "db", "ui")}
    assert not {name: lines for name, lines in sizes.items() if lines > FILE_LINES}


def test_no_function_is_long():
    long = [
        (name_of(file), node.name, node.end_lineno - node.lineno + 1)
        for file in code_files("app", "db", "ui")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")
    assert not [name_of(file) for file in committed() if later.search(text_of(file))]


def test_tests_use_the_real_parts():
    files = [file for file in code_files("tests") if file.name != "conftest.py"]
    code = "\n".join(file.read_text("utf-8") for file in files)
    mocks = len(re.findall(r"\b(?:Magic)?Mock\(|\bpatch\(|monkeypatch\.setattr\(", code))
    tests = len(re.findall(r"^ *def test_", code, re.MULTILINE))
    assert mocks * 100 <= MOCKS_PER_100_TESTS * tests, f"{mocks} mocks for {tests} tests"


def test_there_is_about_as_much_test_as_code():
    product, tests = lines_of(code_files("app", "db", "ui")), lines_of(code_files("tests"))
    print(f"{tests} lines of tests for {product} lines of product: {tests / product:.2f}")
    assert tests >= TEST_CODE_RATIO * product, f"{tests / product:.2f}"


# --- Names and paths ---


def ignored():
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    return [line.strip("/") for line in lines if line.strip() and not line.startswith("#")]


def test_the_top_level_stays_as_it_is():
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert not {name for name in names - TOP if not any(fnmatch.fnmatch(name, rule) for rule in ignored())}


def committed():
    for path in sorted(ROOT.iterdir()):
        if path.name in TOP | {".ci", ".gitignore"}:
            yield from sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


@cache
def text_of(file):
    """A file's text, empty for pictures, fonts and the like."""
    try:
        return file.read_text("utf-8") if "__pycache__" not in file.parts else ""
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize(
    "pattern",
    [
        r"(pypi|pythonhosted|anaconda|npmjs|crates)\.(org|io|com)",
        r"proxy\.golang\.",
        r"(?<![\w.…}])/(work|root|home)/\w",
        r"[A-Z]:\\{1,2}Users\\{1,2}\w",
    ],
)
def test_no_text_names_a_registry_or_a_machine(pattern):
    assert not [name_of(file) for file in committed() if re.search(pattern, text_of(file))]


# --- What README promises ---


def folders_in_map(readme):
    """The folders of README's map: the fenced block that begins with `app/`, indented by two spaces a level."""
    block = re.search(r"^```\w*\n(app/.*?)^```", readme, re.MULTILINE | re.DOTALL)
    above, folders = [], set()
    for line in block[1].splitlines() if block else []:
        name = line.split()[0] if line.split() else ""
        if name.endswith("/"):
            depth = (len(line) - len(line.lstrip())) // 2
            above = [*above[:depth], name]
            folders.add("".join(above).rstrip("/"))
    return folders


def real_folders():
    """Every folder of the code and the first level of the resources; tests mirror the code."""
    yield from ("app", "db", "ui", "resources", "tests")
    for pattern in ("app/**/", "db/**/", "ui/**/", "resources/*/"):
        for folder in ROOT.glob(pattern):
            if folder.name != "__pycache__" and any(one.is_file() for one in folder.rglob("*")):
                yield name_of(folder)


def test_the_map_in_readme_is_the_tree():
    mapped = folders_in_map((ROOT / "README.md").read_text("utf-8"))
    assert not {folder for folder in mapped if not (ROOT / folder).is_dir()}
    assert not mapped or not set(real_folders()) - mapped


def test_the_map_is_read_by_its_indentation():
    readme = "# x\n```\napp/        The application\n  cli.py    commands\n  domain/   rules\ndb/         store\n```\n"
    assert folders_in_map(readme) == {"app", "app/domain", "db"}


def commands_of(parser, before=""):
    """Every command of a parser, subcommands as `month confirm`."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                below = list(commands_of(child, f"{before}{name} "))
                yield from below or [f"{before}{name}"]


def test_commands_are_found_with_their_subcommands():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    commands.add_parser("doctor")
    commands.add_parser("month").add_subparsers().add_parser("draft")
    assert list(commands_of(parser)) == ["doctor", "month draft"]


def test_readme_names_every_command():
    if not (ROOT / "app/cli.py").exists():
        return
    from app import cli

    readme = (ROOT / "README.md").read_text("utf-8")
    assert not [command for command in commands_of(cli.parser()) if command not in readme]
