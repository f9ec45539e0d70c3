"""Sees that a message says only where or when something is, and not what: 就在小学门口, 3号楼下面.

A place is no matter: a school's gate is no complaint about schools, a bus stop no wish for buses.
People say so when they add to a report, or are asked.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from unicodedata import category

from nlp.nearness import Span
from nlp.shapes_words import endings
from nlp.suggestion import PlaceMention, Reason, TimeMention
from nlp.text import Normal, is_latin, normalise

SURE = ("known", "area", "gate")  # all others are found by the look of a name alone
_NAME = 8  # characters, house numbers and blanks not counted, that a name has at the most
_LONGEST = 60  # characters; who says more, says what
# 堵了三天 is a time, 树倒堵路 looks like a road; both say what.
_HAPPENED = re.compile("[停断响吵堵闹漏坏]了|[倒堵塌爆撞烧砸杀淹漫洒掉堆绕贴等]")
KIND = Reason(
    "kind",
    "只说了地点或时间,没有说是什么事,不建议类型",
    "it says only where or when, and not what: no kind is suggested",
)
CATEGORY = Reason(
    "category",
    "只说了地点或时间,没有说是什么事,不建议分类",
    "it says only where or when, and not what: no category is suggested",
)


def only_where(
    fields: Mapping[str, Normal],
    places: Iterable[PlaceMention] = (),
    times: Iterable[TimeMention] = (),
) -> bool:
    """Whether nothing is left of a report but filling once places and times are taken away."""
    found: Iterable[PlaceMention | TimeMention] = (*filter(_is_name, places), *times)
    named = [each for each in found if not _HAPPENED.search(each.text)]
    if sum(len(normal.text) for normal in fields.values()) > _LONGEST:
        return False
    spans = {
        name: [(each.start, each.end) for each in named if each.field == name] for name in fields
    }
    left = [_without(normal.original, spans[name]) for name, normal in fields.items()]
    return is_filling(" ".join(left)) and (bool(named) or any(map(_where().search, left)))


def ends_as_place(text: str) -> bool:
    """Whether a clause of a short answer to “where?” ends as those do that say it (变压器下面,
    化工厂家属院), and none tells what happened."""
    even = normalise(text).text
    return _ending().search(even) is not None and not _HAPPENED.search(even)


def is_filling(words: str) -> bool:
    """Whether normalised words hold nothing but common nouns of places and what stands around."""
    return not any(map(_says_something, _filling().sub("", words)))


def _says_something(character: str) -> bool:
    """A letter does, and so does a picture of a flame."""
    return character.isalpha() or category(character) == "So"


def _is_name(place: PlaceMention) -> bool:
    if place.type in (*SURE, "landmark") or is_latin(place.text[0]):
        return True
    return len(place.text.split()) == 1 and sum(map(str.isalpha, place.text)) <= _NAME


def _without(original: str, spans: Iterable[Span]) -> str:
    for start, end in spans:
        original = original[:start] + "." * (end - start) + original[end:]
    return normalise(original).text


@cache
def _filling() -> re.Pattern[str]:
    """Places and what stands around them, the longest words first."""
    listed = _listed()
    chinese = _one_of({*_places(), *listed["beside"], *listed["before"], *listed["filling"]})
    english = _one_of({*listed["en-place"], *listed["en-before"], *listed["en-filling"]})
    return re.compile(rf"{chinese}|\b(?:{english})\b")


@cache
def _where() -> re.Pattern[str]:
    """A place is one only where something says so: 停车场 alone may be what it is about."""
    listed = _listed()
    place, before, beside = _one_of(_places()), _one_of(listed["before"]), _one_of(listed["beside"])
    english, at = _one_of(listed["en-place"]), _one_of(listed["en-before"])
    return re.compile(
        rf"(?:{place})(?:{beside})|(?:{before}).{{0,6}}(?:{place})|\d号?[楼栋幢层]"
        rf"|\b(?:{at})\b.{{0,20}}\b(?:{english})\b"
    )


@cache
def _ending() -> re.Pattern[str]:
    listed = _listed()
    beside = _one_of(word for word in listed["beside"] if len(word) > 1)
    at, beyond = _one_of(listed["en-before"]), r"[a-z]+(?: [a-z]+){0,5}"
    return re.compile(
        rf"(?:{beside}|{_one_of(_places())})(?:的[^,。;\n]{{1,4}})?(?=[,。;\n]|$)"
        rf"|^(?:it's |it is )?(?:{at}) {beyond}(?=[,.\n]|$)"
    )


def _places() -> set[str]:
    """Common nouns, and what names end with; not 中心 or 世界, which is said of other things."""
    ends = (word for word, (_, weak) in endings().items() if not weak and len(word) > 1)
    return {*_listed()["place"], *ends}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    source = (files("nlp") / "words" / "whereabouts.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in source.splitlines() if line and not line.startswith("#"))
    return {kind: tuple(word.replace("_", " ") for word in words) for kind, *words in lines}
