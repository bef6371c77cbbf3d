import re

import pytest
from PySide6.QtCore import Qt, QUrl

from app import cli, i18n
from app.paths import resource
from tests.test_house_rules import commands_of
from tests.ui.looking import faults
from tests.ui.screenshots import sign_in
from ui.frame import _ENTRIES
from ui.pages.help import HelpWindow, title_of, topics

PAGES = [entry.name for entry in _ENTRIES]
WRITTEN = {
    "home", "register", "month", "review", "send", "inbox", "board", "duplicates", "cases", "consolidate", "figures",
    "exchange", "audit", "settings", "backup", "requests", "practice", "machine", "sign_in", "about",
}  # fmt: skip


@pytest.fixture
def help_window(qtbot, settle, window_over, tmp_path):
    shown = HelpWindow(window_over(tmp_path / "new"))
    qtbot.addWidget(shown)
    shown.show()
    settle()
    return shown


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("page", sorted({*PAGES, *WRITTEN}))
def test_every_page_has_its_help_in_both_languages(language, page):
    file = resource("help", language, f"{page}.md")
    assert file.is_file()
    assert len(file.read_text("utf-8")) > 150


def bare(words):
    """Words as the eye reads them: no mark of a key, no count, no figures, no end."""
    return re.sub(r"\{[a-z_]+\}|[&…().]", "", words).casefold().strip()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_the_help_names_in_italics_stands_on_the_screen_or_on_paper(language):
    shown = "\n".join(bare(one) for one in i18n.sentences(language).values()) + "\nbản tập dùng – không có giá trị"
    named = {
        one
        for name, page in topics_in(language).items()
        if name in WRITTEN
        for one in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", page)
    }
    assert named
    assert not {one for one in named if not all(bare(part) in shown for part in one.split("…"))}


def topics_in(language):
    before = i18n.current()
    i18n.use(language)
    try:
        return topics()
    finally:
        i18n.use(before)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_commands_named_in_the_help_exist(language):
    i18n.use(language)
    known = set(commands_of(cli.parser()))
    named = {
        one
        for name, page in topics().items()
        if name in WRITTEN
        for one in re.findall(r"`([a-z]+ ?[a-z]*)(?: --[a-z]+)?`", page)
    }
    assert named
    assert not {one for one in named if one not in known and not any(other.startswith(f"{one} ") for other in known)}


def test_words_of_buttons_named_in_the_help_exist():
    for language in i18n.LANGUAGES:
        i18n.use(language)
        said = {words.replace("&", "").rstrip("…").casefold() for words in i18n.sentences(language).values()}
        bold = re.findall(r"\*\*([^*]+?)\*\* ?\(Ctrl", "\n".join(topics().values()))
        assert bold
        assert not [one for one in bold if one.casefold() not in said]


def test_f1_opens_the_help_of_the_page_that_is_up(window_over, tmp_path, commune, settle):
    commune.close()
    window = window_over(tmp_path / "commune")
    sign_in(window, "Nông Văn Sơn")
    for place, topic in (("home", "home"), ("month", "month"), ("settings:backup", "backup")):
        window.frame.go(place)
        window.frame.help()
        settle()
        shown = window.findChild(HelpWindow)
        assert shown.names.currentItem().data(Qt.ItemDataRole.UserRole) == topic
    shown.close()


@pytest.mark.parametrize("made", [False, True], ids=["wizard", "sign-in"])
def test_f1_helps_who_is_not_signed_in_yet(window_over, tmp_path, commune, settle, qtbot, made):
    commune.close()
    window = window_over(tmp_path / ("commune" if made else "new"))
    window.activateWindow()
    settle()
    qtbot.keyClick(window.centralWidget(), Qt.Key.Key_F1)
    shown = window.findChild(HelpWindow)
    assert shown.names.currentItem().data(Qt.ItemDataRole.UserRole) == "sign_in"
    shown.close()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_link_leads_somewhere(language):
    i18n.use(language)
    links = set(re.findall(r"\(help:(\w+)\)", "".join(topics().values())))
    assert links
    assert links <= set(topics())


def test_the_help_is_searched_without_tone_marks(help_window, type_in):
    type_in(help_window.search, "may hong")
    assert help_window.names.count() >= 1
    assert "Máy hỏng" in help_window.page.toPlainText()


def test_nothing_found_says_so(help_window, type_in):
    type_in(help_window.search, "zzzz")
    assert "Không có mục nào" in help_window.page.toPlainText()


def test_a_link_leads_to_its_topic(help_window):
    help_window._follow(QUrl("help:about"))
    assert "bí mật nhà nước" in help_window.page.toPlainText()


def test_an_unknown_topic_opens_the_first(help_window):
    help_window.open_topic("nowhere")
    assert help_window.names.currentRow() == 0


def test_nothing_of_it_is_cut_or_nameless(help_window):
    assert not faults(help_window)


def test_titles_differ():
    assert len({title_of(page) for page in topics().values()}) == len(topics())
