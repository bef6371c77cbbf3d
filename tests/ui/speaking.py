"""Words of the other language on the screen: what no catalogue of the language spoken knows, and the other's does."""

import json
import re
from functools import lru_cache

from app import i18n
from app.paths import resource
from tests.ui.looking import visible_words

_WORD = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"[^\x00-\x7f]")
_TECHNICAL = re.compile(r"\{\w+\}|\S*[/\\]\S*|\S+\.age\b|\bage1\w+|\b[a-z_]+: (?:\[[^\]]*\]|\w+)(?=,|$)")
"""Places of values in a template, paths, names of batch files, age recipients, the details of the audit trail."""


@lru_cache
def vocabulary(language):
    """Every word of a catalogue, as it is written inside a sentence or at its beginning."""
    return frozenset(word for words in i18n.sentences(language).values() for word in _WORD.findall(words))


def foreign(words, language):
    """The words of a text that belong to the other language.

    In English a word with Vietnamese letters; capitalised ones are names of people, offices and places. In Vietnamese
    a plain word that only the English catalogue has.
    """
    own = vocabulary(language)
    if language == "en":
        others = vocabulary("vi")
        return [word for word in _WORD.findall(words)
                if _MARKED.search(word) and word[:1].islower() and word in others and word not in own]  # fmt: skip
    others = vocabulary("en")
    return [word for word in _WORD.findall(words) if len(word) > 2 and word in others and word not in own]


@lru_cache
def templates():
    """The words of Form 01, which is Vietnamese in every language."""
    return "\n".join(
        json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False)
        for file in sorted(resource("templates").rglob("*.json"))
    )


def spoken_wrongly(widget, typed):
    """Texts on the screen with words of the other language; what people typed and what papers say is left out."""
    language = i18n.current()
    for words in visible_words(widget):
        if words in templates():
            continue
        said = _TECHNICAL.sub("", words.replace("&", ""))
        for one in sorted(typed, key=len, reverse=True):  # a longer name may hold a shorter one
            said = said.replace(one, "")
        if found := foreign(said, language):
            yield f"{language}: {' '.join(found)!r} in {words[:80]!r}"
