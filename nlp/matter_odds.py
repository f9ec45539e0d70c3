"""How much speaks for each place where a message may be divided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import inf, log

import numpy as np

from nlp.categories import Categories
from nlp.matter_cuts import Cut
from nlp.matter_openings import opening
from nlp.matter_signs import ASKED, BESIDE, CLAUSE_END, NO_MATTER, REQUEST, announced
from nlp.text import Normal

_AROUND = 70  # characters on each side that are compared
_CLAUSE = 24  # of the clause behind it that is read
_SOON = 40  # behind it in which a request is looked for
_USUAL = 80  # of a text; a shorter one says too little to tell, a longer one is rather a story
_SAYS_HIMSELF = ("number", "another")
_LATIN_MARKS = ("stop", "semicolon", "more", "number")
# Set by hand: what is kin is told by the city's division of work, not by who writes lines; what a
# writer says of himself (另外一件, 一是) divides; requests and details are no matter.
BY_HAND: Mapping[str, float] = {
    "another": 6.0,
    "number": 3.8,
    "more kin": -2.8,
    "more beside": -3.7,
    "no matter": -1.7,
    "request": -1.8,
    "asked": -1.5,
    "odd length": -0.7,
}
# Learned from marked lines, the others given (`python -m benchmarks.matter_weights`).
_LEARNED: Mapping[str, float] = {
    "": 1.15,
    "announced": 1.09,
    "bare": -1.56,
    "blank": 0.57,
    "comma": 0.2,
    "elsewhere": 0.9,
    "english": -1.04,
    "first": -1.22,
    "many": -1.73,
    "more": 3.55,
    "near": -4.33,
    "near himself": 0.49,
    "opening": 0.77,
    "other": 2.64,
    "semicolon": 3.2,
    "stop": 2.57,
    "sure": 1.11,
    "unknown": -1.13,
}
_WEIGHTS = {**BY_HAND, **_LEARNED}
CAREFUL = 0.8  # so much the odds must be better than even: two of one matter are joined by a key
_HOPE = -1.5  # below it what is dear to know turned one in a hundred
_LOUD = 3.0  # what the opening adds at most


@dataclass(frozen=True, slots=True)
class Told:
    """A normalised text with what is known of it."""

    normal: Normal
    categories: Categories
    where: Sequence[tuple[int, int, str]]  # places, by positions in `text`

    @property
    def text(self) -> str:
        return self.normal.text


@dataclass(frozen=True, slots=True)
class Sides:
    """The cut, where the part before it begins, where that behind ends, and how many cuts there
    are; `first`: no other is before it; `head` stands in front of a list."""

    cut: Cut
    start: int
    end: int
    many: int
    first: bool = False
    head: str = ""


def odds(told: Told, sides: Sides) -> float:
    """As a logarithm, above 0 where it is rather divided.

    What is dear to know is asked only where it may still decide: how both sides sound, and then
    of which categories they are.
    """
    score = _WEIGHTS[""] - CAREFUL
    for look, least in _LOOKS:
        if score < least:
            break
        score += _sum(look(told, sides))
    return score


def seen(told: Told, sides: Sides) -> dict[str, float]:
    """Every sign, as `_WEIGHTS` weigh them."""
    return {name: each for look, _ in _LOOKS for name, each in look(told, sides).items()}


def _sum(seen: Mapping[str, float]) -> float:
    return sum(_WEIGHTS[name] * each for name, each in seen.items())


def _signs(told: Told, sides: Sides) -> dict[str, float]:
    """How it is marked, and where it is."""
    cut = sides.cut
    soon = told.text[cut.end : min(sides.end, cut.end + _SOON)]
    return {
        cut.kind: 1.0,
        "many": log(sides.many),
        "odd length": abs(log(len(told.text) / _USUAL)),
        "announced": float(announced(told.text) is not None),
        "elsewhere": float(_elsewhere(told, sides)),
        "first": float(sides.first),
        "request": float(REQUEST.search(soon) is not None),
        "english": float(cut.kind in _LATIN_MARKS and soon.isascii()),
        "asked": float(ASKED.search(sides.head) is not None),
    }


def _sounds(told: Told, sides: Sides) -> dict[str, float]:
    """Whether both sides sound like the same categories: 1, or like quite others: 0."""
    one, other = (told.categories.likeness(side) for side in _both(told, sides))
    near = float(one @ other) / max(1e-9, float(np.linalg.norm(one) * np.linalg.norm(other)))
    return {"near": near, "near himself": near * (sides.cut.kind in _SAYS_HIMSELF)}


def _begins(told: Told, sides: Sides) -> dict[str, float]:
    """How the clause behind it begins."""
    behind = _both(told, sides)[1].lstrip(" ,\n")
    clause = CLAUSE_END.split(behind, maxsplit=1)[0][:_CLAUSE]
    return {
        "opening": opening(clause),
        "no matter": float(NO_MATTER.match(clause) is not None),
        "more beside": float(sides.cut.kind == "more" and BESIDE.match(clause) is not None),
    }


def _both(told: Told, sides: Sides) -> tuple[str, str]:
    cut = sides.cut
    return (
        told.text[max(sides.start, cut.start - _AROUND) : cut.start],
        told.text[cut.end : min(sides.end, cut.end + _AROUND)],
    )


def _elsewhere(told: Told, sides: Sides) -> bool:
    """Whether both sides name places, and others."""
    cut = sides.cut
    before = {name for start, end, name in told.where if sides.start <= start and end <= cut.start}
    behind = {name for start, end, name in told.where if cut.end <= start and end <= sides.end}
    return bool(before and behind) and not before & behind


def _sorted(told: Told, sides: Sides) -> dict[str, float]:
    """What the categories of both sides say."""
    (one, sure), (other, as_sure) = (_best(told.categories, side) for side in _both(told, sides))
    known = one is not None and other is not None
    kin = (known and is_kin(one, other)) or is_wild(other)
    more = sides.cut.kind == "more"
    return {
        "more kin": float(kin and more),
        "unknown": float(not known),
        "sure": min(sure, as_sure) * (not kin),
    }


_LOOKS = (
    (_signs, -inf),
    (_begins, _HOPE - _LOUD),
    (_sounds, _HOPE),
    (_sorted, _HOPE),
)


def _best(categories: Categories, words: str) -> tuple[str | None, float]:
    found = categories.guess(words).alternatives
    return (found[0].code, found[0].confidence) if found else (None, 0.0)


def is_kin(one: str | None, other: str | None) -> bool:
    """Whether one matter often touches both."""
    if one is None or other is None:
        return False
    return one == other or any(
        (one in group or one[:2] in group) and (other in group or other[:2] in group)
        for group in _relations()[0]
    )


def is_wild(category: str | None) -> bool:
    """Told besides any matter, and never one of several."""
    return category in _relations()[1]


@cache
def _relations() -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
    """Groups of categories that are kin, and those that are never a matter among others."""
    source = (files("nlp") / "words" / "matters.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in source.splitlines() if line and not line.startswith("#")]
    kin = tuple(frozenset(codes) for what, *codes in lines if what == "kin")
    return kin, frozenset(code for what, *codes in lines if what == "wild" for code in codes)
