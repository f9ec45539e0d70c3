"""Hears in which tone somebody writes: calm, angry, in despair, or with a threat."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import prod

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.nearness import sentence_ends
from nlp.suggestion import Guess, Reason
from nlp.text import Normal, is_latin

TONES = ("none", "anger", "despair", "threat")
_HEARD = 0.5  # weight from which a tone is believed
_TOLD = 3  # words that are given as reasons
_BEFORE, _AFTER = 30, 14  # characters around a word that say how it is meant
# Of 7,164 sample sentences without any such word 68 % are not written in anger, despair or irony
# (their column `mood`; tests/nlp/test_tone.py): the others are so in words of their own.
_CALM = 0.68

_NAMES = {
    "anger": ("语气愤怒", "words of anger"),
    "despair": ("流露绝望,请人工复核", "words of despair: check"),
    "threat": ("含扬言、威胁,请人工复核", "a threat: check"),
}
_WILL = re.compile(
    r"再不|再.{1,8}就|我们?就|就想|已经?联系|不然|否则|要不|如果|要是|若|逼|别怪|只好|只能|只有|不得不|被迫|没办法|大不了|不行就|还不行|下一步"
    r"|(?:我|我们|咱|咱们|大家|业主们?|住户们?|村民们?|居民们?|工友们?|司机们?|家长们?|商户们?)(?:们)?(?:都|也|就|真|全|可|一起|已经)*(?:要|会|将|去|想|准备|打算|商量|决定|联合|组织)"
    r"|准备|打算|扬言|商量|就(?:去|要|找|发|给|把|会|得|等)|一定|必将|势必|保留|誓|早晚|迟早|信不信|[你您]们?等着|不给.{1,8}就|(?:明天|后天|下周.?)(?:就|我们|大家)"
)
_OTHERS = re.compile(r"有人|某人|[他她]人|别人|网友|新闻|去年|前年|曾经?|以前|当年|上次")
_TAUGHT = re.compile(
    r"预防|防范|防止|杜绝|避免|以免|宣传|演练|讲座|培训|科普|干预|心理热线|电影|小说|剧情|剧中|案例|隔离栏|护栏"
)
_DENIED = re.compile(
    r"(?:不想|不会|没想|没有想|不愿|不愿意|不打算|从不|从来不|从没|没有|并不|并非|不是要|不是想|绝不|决不|不要|不敢|不至于|谈不上|毫无|不再)"
    r"(?:去|到|再|要|想|轻易|太)*$"
)
_ASKED = re.compile(r"请问|咨询|如何|怎么|怎样|哪里|哪儿|流程|什么材料|是否可以|可不可以|能不能")


@dataclass(frozen=True, slots=True)
class ToneFound:
    """`tone` is a code of TONES with its confidence; `person`: a person should look at it, for it
    is despair or a threat."""

    tone: Guess
    person: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    tone: str
    weight: float
    start: int
    end: int
    field: str


CALM = ToneFound(Guess("none", _CALM), False, ())


def find(fields: Mapping[str, Normal]) -> ToneFound:
    """The tone of one report, with the words that carried it. A mild word alone is no tone, and a
    figure of speech (热死了) none at all. Takes time in proportion to the length."""
    words = [each for name, normal in fields.items() for each in _meant(normal.text, name)]
    weights = {tone: _together(words, tone) for tone in TONES[1:]}
    grave = max(TONES[2:], key=lambda tone: weights[tone])
    tone = grave if weights[grave] >= _HEARD else "anger"
    if weights[tone] < _HEARD:
        return ToneFound(Guess("none", min(_CALM, 1 - max(weights.values()))), False, ())
    chosen = sorted((each for each in words if each.tone == tone), key=lambda each: -each.weight)
    because = tuple(_reason(each, fields[each.field]) for each in chosen[:_TOLD])
    return ToneFound(Guess(tone, round(weights[tone], 2)), tone != "anger", because)


def _together(words: list[_Word], tone: str) -> float:
    """Each word leaves a doubt, and the doubts are multiplied; short of certain."""
    doubt = prod(1 - each.weight for each in words if each.tone == tone)
    return min(0.95, 1 - doubt)


def _meant(text: str, field: str) -> Iterator[_Word]:
    finder, words, meanings = _words()
    spotted = finder.find_matches_as_indexes(text)
    ends = sentence_ends(text) if spotted else []
    seen: set[str] = set()
    for index, start, end in spotted:
        what, weight = meanings[words[index]]
        if weight and words[index] not in seen and not _inside_latin(text, start, end):
            tone, _, condition = what.partition("-")
            if tone == "anger" or _is_meant(text, start, end, ends, bool(condition)):
                seen.add(words[index])
                yield _Word(tone, weight, start, end, field)


def _is_meant(text: str, start: int, end: int, ends: Sequence[int], condition: bool) -> bool:
    """Grave words count where nobody asks, teaches or denies; some only with a will behind them."""
    first, last = _sentence(ends, start, len(text))
    before = text[max(first, start - _BEFORE) : start]
    after = text[end : min(last, end + _AFTER)]
    if _TAUGHT.search(before) or _TAUGHT.search(after) or _DENIED.search(before[-8:]):
        return False
    if condition:
        willed = _WILL.search(before) is not None and _OTHERS.search(before) is None
        return willed and not _ASKED.search(before)
    return True


def _sentence(ends: Sequence[int], at: int, length: int) -> tuple[int, int]:
    place = bisect_left(ends, at)
    return (ends[place - 1] + 1 if place else 0), (ends[place] if place < len(ends) else length)


def _inside_latin(text: str, start: int, end: int) -> bool:
    """`rude` in `rudely` is no hit: a Latin word stands alone."""
    return (is_latin(text[start - 1 : start]) and is_latin(text[start])) or (
        is_latin(text[end : end + 1]) and is_latin(text[end - 1])
    )


def _reason(word: _Word, normal: Normal) -> Reason:
    span = normal.origin(word.start, word.end)
    says, says_en = _NAMES[word.tone]
    return Reason("tone", says, says_en, span.start, span.end, word.field)


@cache
def _words() -> tuple[AhoCorasick, tuple[str, ...], dict[str, tuple[str, float]]]:
    meanings: dict[str, tuple[str, float]] = {}
    source = (files("nlp") / "words" / "tone.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            tone, weight, *written = line.split()
            said = (word.replace("_", " ") for word in written)
            meanings |= dict.fromkeys(said, (tone, float(weight)))
    words = tuple(meanings)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), words, meanings
