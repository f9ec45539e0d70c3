"""Tells whether a citizen writes Chinese or English, so that he is answered in his own."""

import re
from functools import lru_cache
from typing import Literal

from nlp.sounds import is_pinyin
from nlp.text import HAN

Language = Literal["zh", "en"]

_ADDRESS = re.compile(r"\S+@\S+|\w+://\S+|www\.\S+", re.ASCII)
_WORD = re.compile(r"(?<![^\W_])[A-Za-z\u00c0-\u024f]{2,}(?![^\W_])")
_LATIN_WORD = re.compile("[a-z]{2,}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]")
# what Chinese typed without an input method looks like: lu deng huai le
PINYIN = re.compile(
    r"(?>(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    r"(?:i?ang?|i?ong|iao|ing?|iu|ia|ie|uang?|uai|u[eiaon]|a[io]|eng?|ei|er|ou|[aeiouv]))++",
    re.IGNORECASE,
)
# neither Latin nor marks, symbols and pictures nor Chinese
_OTHER_SCRIPT = re.compile(
    "[^\x00-\u024f\u2000-\u303f\u3100-\u312f\u3200-\u9fff\uf900-\ufaff\ufe00-\uffef\U0001d000-\U0003ffff]"
)
_FACE = 2
_BORROWED = frozenset(
    {"hello", "haha", "hahaha", "okay", "sorry", "thanks", "email", "emoji", "byebye"}
)
_ENOUGH = 500  # characters that are looked at
_LONG_WORD = 5  # letters from which a single word may tell the language
_A_WORD = 1.5  # Han characters that weigh as much as one Latin word


def language_of(text: str, default: Language) -> Language:
    """The language most of the text's beginning is in.

    What does not say (numbers, pictures, a token such as `ok` or `KTV`, Chinese in Latin letters,
    another script) keeps `default`, which is best the language of the conversation so far.
    """
    plain = _ADDRESS.sub(" ", text[:_ENOUGH])
    han = len(HAN.findall(plain))
    words = [word for word in _WORD.findall(plain) if not _is_code(word)]
    if _foreign(plain) > han + sum(map(len, words)):
        return default
    if han > _A_WORD * len(words):
        return "zh"
    if han < len(words) and _sounds_english(words):
        return "en"
    return default


@lru_cache(maxsize=8)  # every reader of danger asks it of the same text
def is_english(text: str) -> bool:
    """Whether a normalised text has more English words than Chinese characters.

    Foreigners name places in Chinese, and Chinese texts have words such as app and wifi.
    """
    words = len(_LATIN_WORD.findall(text))
    return words > len(HAN.findall(text)) and not is_pinyin(text)


def unread(text: str) -> str:
    """The letters of scripts that are not read here (Tibetan, Arabic, Hangul …), if several.

    One or two stand in faces such as (´Д`) and say nothing.
    """
    letters = "".join(filter(str.isalpha, _OTHER_SCRIPT.findall(text)))
    return letters if len(letters) > _FACE else ""


def _is_code(word: str) -> bool:
    """`KTV` and the like stand in Chinese too."""
    return word.isupper() and len(word) < _LONG_WORD


def _foreign(text: str) -> int:
    """Letters of neither script; kana and the like among Han characters say it is not Chinese."""
    others = sum(character.isalpha() for character in HAN.sub("", _LATIN.sub("", text)))
    return others * 2


def _sounds_english(words: list[str]) -> bool:
    telling = [word for word in words if not PINYIN.fullmatch(word)]
    if len(words) > 1:
        return bool(telling)
    return any(len(word) >= _LONG_WORD and word.lower() not in _BORROWED for word in telling)
