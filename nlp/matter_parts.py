"""Parts of a message that may be matters of their own, and what keeps two of them one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from nlp.categories import Categories
from nlp.matter_signs import NO_MATTER, OTHER_PLACE, QUESTION

LEAST = 4  # letters of a part that can be a matter of its own
BRIEF = 30  # characters of a part that names a matter rather than tells it
_BRIEF_ENGLISH = 90
# Confidence from which a part's category is believed:
GUESSED = 0.0  # where he says himself that there are several, the best guess will do
SURE = 0.4
VERY_SURE = 0.6  # of mere sentences, of questions, and of longer parts
_BEYOND_DOUBT = 0.8  # and of another first level: kinship does not matter
EDGES = " \n,、。;:!?"


@dataclass(frozen=True, slots=True)
class Part:
    """`places` are those it names itself; `sure` is the confidence of its category, 0 to 1;
    `announced`: he says himself that it is another matter; `beside`: told with 还 or 也."""

    start: int
    end: int
    category: str | None = None
    sure: float = 0.0
    places: frozenset[str] = frozenset()
    announced: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A normalised text with what is known of it."""

    text: str
    categories: Categories
    where: Sequence[tuple[int, int, str]]  # places, by positions in `text`
    marks: Sequence[tuple[int, int]]  # its numbering, if it has one


def between(text: str, marks: Sequence[tuple[int, int]]) -> list[Part]:
    """The text after each mark, up to the next one, without blanks and marks at its edges."""
    ends = [start for start, _ in marks[1:]] + [len(text)]
    parts = (_trimmed(text, mark[1], end) for mark, end in zip(marks, ends, strict=True))
    return [part for part in parts if part.end > part.start]


def _trimmed(text: str, start: int, end: int) -> Part:
    told = text[start:end]
    return Part(start + len(told) - len(told.lstrip(EDGES)), start + len(told.rstrip(EDGES)))


def can_be(part: Part, told: Told) -> bool:
    """Whether it can be a matter at all: long enough, and no mere request or remark."""
    words = told.text[part.start : part.end]
    letters = sum(character.isalpha() for character in words)
    return letters >= LEAST and not NO_MATTER.match(words)


def judged(part: Part, told: Told, sure: float) -> Part:
    """With its places, and its category if that is sure enough."""
    words = told.text[part.start : part.end]
    places = frozenset(
        name for start, end, name in told.where if part.start <= start and end <= part.end
    )
    part = replace(part, places=places)
    if sum(character.isalpha() for character in words) < LEAST:
        return part
    found = told.categories.guess(words)
    brief = _BRIEF_ENGLISH if words.isascii() else BRIEF
    if len(words) > brief or QUESTION.search(words):
        sure = max(sure, VERY_SURE) if sure else sure
    guesses = found.alternatives[:1] if sure == GUESSED else (found.category,)
    best = next((each for each in guesses if each and each.confidence >= sure), None)
    other = OTHER_PLACE.match(words) is not None
    places = places or (frozenset({words[:LEAST]}) if other else places)
    return replace(part, category=best.code, sure=best.confidence, places=places) if best else part


def is_matter(told: str, categories: Categories) -> bool:
    found = categories.guess(told)
    return found.category is not None or found.first_level is not None


def apart_of(parts: Sequence[Part], belongs: Callable[[Sequence[Part], Part], bool]) -> list[Part]:
    """The parts, without those that belong to the one before; none if only one is left."""
    apart: list[Part] = []
    for part in parts:
        if apart and belongs(apart, part):
            known = apart[-1].category or part.category
            apart[-1] = replace(apart[-1], end=part.end, category=known)
        else:
            apart.append(part)
    return apart if len(apart) > 1 else []


def beyond_doubt(one: Part, other: Part) -> bool:
    codes = (one.category or "", other.category or "")
    clear = min(one.sure, other.sure) >= _BEYOND_DOUBT and codes[0][:2] != codes[1][:2]
    return clear and not {*codes} & _relations()[1]


def continues(apart: Sequence[Part], part: Part) -> bool:
    """Whether it says nothing of its own, or what one matter has beside the other."""
    one, other = apart[-1].category, part.category
    wild = _relations()[1]
    if one is None or other is None or one in wild or other in wild:
        return True
    return not elsewhere(apart[-1], part) and any(is_kin(each.category, other) for each in apart)


def repeats(apart: Sequence[Part], part: Part) -> bool:
    same = part.category is not None and part.category == apart[-1].category
    return same and not elsewhere(apart[-1], part)


def elsewhere(one: Part, other: Part) -> bool:
    return bool(one.places and other.places) and not one.places & other.places


def is_kin(one: str | None, other: str | None) -> bool:
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
