"""Whether a word can be a Vietnamese syllable: what tells real text from the wrong reading of its bytes."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

TONES: Final = "\u0300\u0301\u0309\u0303\u0323"
"""Huyền, sắc, hỏi, ngã, nặng as combining marks."""
# The last group is of the northern mountains and the central highlands, whose names stand in the same lists.
ONSETS: Final = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph"),
    *("q", "r", "s", "t", "th", "tr", "v", "x"),
    *("bl", "br", "chr", "dr", "đr", "gl", "gr", "hl", "hm", "kl", "kr", "mr", "pl", "pr", "sr", "tl"),
)
RIMES: Final = frozenset(
    """
    a ac ach ai ak am an ang anh ao ap at au ay ă ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây âk
    e ec ek em en eng eo ep et ê êch êk êm ên êng ênh êp êt êu i ia ich ik im in inh ip it iu iêc iêm iên iêng iêp
    iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi ok om
    on ong ooc oong op ot ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơk ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui
    uk um un ung uôc uôi uôm uôn uông uôp uôt up ut uơ uy uya uych uyn uynh uyp uyt uyên uyêt uyu uu uôk ơu
    uan uang uanh uach uac uai uao uay uat uap uam uăn uăng uăt uăc uăm uăp uâc uây ue uen uet ueo uên uêt uêu uit
    uinh uôc uôn uot uơn uich uin
    ư ưa ưc ưi ưk ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ưp y yêm yên yêng yêt yêu
    """.split()
)
_AFTER_Q: Final = tuple(rime for rime in RIMES if rime.startswith("u") and len(rime) > 1)
_STOPPED: Final = re.compile(r"(c|ch|p|t|k)$")
_ONSET: Final = re.compile(f"({'|'.join(sorted(filter(None, ONSETS), key=len, reverse=True))})?(.*)")
_SHAPE: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether one word in NFC, in any letters, could stand in Vietnamese text: `Đoàn`, `HÒA`, `Kéo`, `Krông`."""
    if not _SHAPE.fullmatch(word) or not (word.islower() or word.isupper() or word.istitle()):
        return False
    plain = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in plain if mark in TONES]
    if len(tones) > 1 or (len(plain) > 1 and plain[1] in TONES and plain[0] not in "aeiouy"):
        return False
    bare = unicodedata.normalize("NFC", "".join(mark for mark in plain if mark not in TONES))
    return any(_sounds(rime, tones) for rime in _rimes(bare))


def _rimes(bare: str) -> list[str]:
    """What is left of a word after each onset that it can begin with."""
    found = [bare[len(onset) :] for onset in ONSETS if onset != "q" and bare.startswith(onset)]
    if bare.startswith("q"):
        found.append(bare[1:] if bare[1:] in _AFTER_Q else "")
    return [rime for rime in found if rime in RIMES]


def _sounds(rime: str, tones: list[str]) -> bool:
    """A syllable that ends in a stop has the sắc or nặng tone; without any it is a name of the highlands."""
    return not (_STOPPED.search(rime) and tones and tones[0] not in "\u0301\u0323")
