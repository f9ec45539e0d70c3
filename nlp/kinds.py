"""Proposes what kind of request it is: an enquiry, a complaint, a suggestion, praise …"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nlp.courtesy import blanked, unthanked
from nlp.finding import Anywhere
from nlp.irony import ironies
from nlp.learning import ready
from nlp.learning.ready import Spoke
from nlp.nearness import Span
from nlp.suggestion import Guess, Reason
from nlp.text import Normal, has_latin
from nlp.vocabulary import KindWords

_TITLE = 1.8  # a word in the title counts this much more than one in the text
_OPENING = 120  # characters at the start and at the end of a text where people say what they want
_OPENING_EN = 300  # the same in English, which takes more letters
_CITY_CUE = 0.6  # weight of a cue from the city's own list, beside the tuned ones
# All in log-odds. Fitted on sentences of writers who were left out (`python -m nlp.kinds_fitting`):
_SOUND = 1.5  # of how a text sounds
_CUE = 0.5  # of the words that are listed, whose weights were set by hand
_ENGLISH = 2.0  # of English ones against those: fewer samples are in English, and tell less
_HINT = 3.0  # of what the citizen chose
_PRESSING = 2.0  # of danger for a call for help
_TOLD = 60  # characters; who says more tells what is wrong
_LONG = 1.0  # of that for a complaint
# Added for every text: fewer messages praise or come back than the samples do, and where that is
# wrongly taken for what is meant, nobody acts.
_SELDOM = {"praise": -1.0, "chase": -0.7, "other": -0.5}
_SAID = 3  # words that are told as reasons
_EMPTY = re.compile(r"[\W\d_]*")
_WORD = re.compile(r"[^\\^$.|?*+()\[\]{}]+")  # a pattern that stands for itself
# The characters that a pattern of one alternative begins with.
_LEAD = re.compile(rf"(?:\^|\\b)?({_WORD.pattern})(?![?*{{])(?:\([^()]*\)|[^()|])*$")


@dataclass(frozen=True, slots=True)
class _Cue:
    code: str
    weight: float
    pattern: re.Pattern[str]
    word: str = ""  # the pattern, where it is a mere word
    lead: str = ""  # without which no text matches


_BITTER = _Cue("complaint", 6.0, re.compile(""))  # what nlp.irony finds


class Heard(NamedTuple):
    """Words that speak for a kind, or against it, and where they stand in `field`."""

    cue: _Cue
    at: Span
    field: str


@dataclass(frozen=True, slots=True)
class KindFound:
    """Kinds best first, their confidences adding up to 1, and the words that led to the first.

    `abstains`: the first is not sure enough to be named.
    """

    guesses: tuple[Guess, ...]
    because: tuple[Reason, ...]
    abstains: bool = False

    @property
    def kind(self) -> Guess | None:
        """What is suggested; None where it abstains."""
        return None if self.abstains else self.guesses[0]


def open_to_all(guesses: Collection[Guess], why: Reason) -> KindFound:
    """No kind of those that were weighed is likelier than another."""
    same = round(1 / max(1, len(guesses)), 4)
    return KindFound(tuple(Guess(each.code, same) for each in guesses), (why,), abstains=True)


class Kinds:
    """The city's kinds of request, ready to be told apart."""

    def __init__(self, kinds: tuple[KindWords, ...]) -> None:
        self._names = {kind.code: kind.name for kind in kinds}
        own = (
            _Cue(kind.code, _CITY_CUE, re.compile(re.escape(cue)), cue)
            for kind in kinds
            for cue in kind.cues
        )
        known = (cue for cue in _cues() if cue.code in self._names)
        english = (cue for cue in _english_cues() if cue.code in self._names)
        self._cues = _Cues((*known, *own), _OPENING)
        self._english = _Cues(tuple(english), _OPENING_EN)
        self._ready = ready.kinds(tuple(self._names))
        self._other = "other" if "other" in self._names else next(iter(self._names), "other")

    def find(
        self, fields: Mapping[str, Normal], hint: str = "", pressing: float = 0.0
    ) -> KindFound:
        """Weigh the cues in the title and in the first and last words of the text, and which kind
        of sample sentence it sounds like.

        `hint` is the kind the citizen chose, if the city knows it: taken unless the words speak
        plainly against it; `pressing` is how sure danger is, 0 to 1, which is a call for help.
        Measure it with `python -m nlp.evaluate kind`.
        """
        said, fields = fields, {name: _meant(normal) for name, normal in fields.items()}
        if all(_EMPTY.fullmatch(normal.text) for normal in fields.values()):
            return KindFound((Guess(self._other, 1.0),), (_NOTHING_SAID,))
        heard = [*_ironical(said), *self.listed(fields)]
        guesses = _shares(self._scores(fields, heard, hint, pressing))
        best = guesses[0].code if guesses else self._other
        return KindFound(
            guesses or (Guess(best, 0.0),), tuple(self._because(best, heard, said, fields))
        )

    def _scores(
        self, fields: Mapping[str, Normal], heard: Iterable[Heard], hint: str, pressing: float
    ) -> dict[str, float]:
        scores: defaultdict[str, float] = defaultdict(float, _SELDOM)
        scores[hint] += _HINT
        scores["help"] += _PRESSING * pressing
        told = sum(len(normal.text) for normal in fields.values())
        scores["complaint"] += _LONG * math.log1p(told / _TOLD)
        for cue, _, field in heard:
            scores[cue.code] += _CUE * cue.weight * (_TITLE if field == "title" else 1.0)
        for code, sound in self._sounds(fields):
            scores[code] += _SOUND * sound
        return {code: scores[code] for code in self._names}

    def _because(
        self,
        best: str,
        heard: Iterable[Heard],
        said: Mapping[str, Normal],
        fields: Mapping[str, Normal],
    ) -> Iterator[Reason]:
        """The listed words; where there are none, those that the samples of the kind have."""
        own = [each for each in heard if each.cue.code == best and each.cue.weight > 0]
        if own:
            yield from (self._reason(*each, said[each.field]) for each in own[:_SAID])
        elif best in self._ready.labels and (spoke := self._ready.spoke(fields, best, _SAID)):
            yield from (self._spoke(best, each) for each in spoke)
        else:
            name = self._names.get(best, best)
            yield Reason("kind", f"整段话像{name}", f"as a whole it sounds like kind {best}")

    def _spoke(self, code: str, said: Spoke) -> Reason:
        return Reason(
            "kind",
            f"“{said.word}”多见于{self._names[code]}的样例句",
            f"“{said.word}” is often said in samples of kind {code}",
            said.start,
            said.end,
            said.field,
        )

    def _sounds(self, fields: Mapping[str, Normal]) -> Iterator[tuple[str, float]]:
        if self._ready.labels:
            near = self._ready.near(fields)
            yield from zip(self._ready.labels, near.tolist(), strict=True)

    def listed(self, fields: Mapping[str, Normal]) -> Iterator[Heard]:
        """Every cue once in each field."""
        for field, normal in fields.items():
            found = self._cues.find(normal.text)
            if has_latin(normal.text):
                found += self._english.find(normal.text)
            yield from (Heard(cue, span, field) for cue, span in found)

    def _reason(self, cue: _Cue, at: Span, field: str, normal: Normal) -> Reason:
        span = normal.origin(*at)
        word, name = normal.text[slice(*at)], self._names[cue.code]
        return Reason(
            "kind",
            f"“{word}”说明是{name}",
            f"“{word}” points to kind {cue.code}",
            span.start,
            span.end,
            field,
        )


def _meant(normal: Normal) -> Normal:
    """Who thanks in advance praises nobody, nor does who thanks bitterly."""
    text = blanked(unthanked(normal.text), ironies(normal.text))
    return normal if text == normal.text else replace(normal, text=text)


def _ironical(fields: Mapping[str, Normal]) -> Iterator[Heard]:
    """The first bitter thanks of each field speak for a complaint."""
    for field, normal in fields.items():
        yield from (Heard(_BITTER, span, field) for span in ironies(normal.text)[:1])


class _Cues:
    """Cues that are looked for together: the words all at once, the patterns one by one."""

    def __init__(self, cues: tuple[_Cue, ...], opening: int) -> None:
        self._cues = cues
        self._opening = opening
        self._patterns = [
            (number, cue.lead, cue.pattern.search)
            for number, cue in enumerate(cues)
            if not cue.word
        ]
        self._words: dict[str, list[int]] = defaultdict(list)
        for number, cue in enumerate(cues):
            if cue.word:
                self._words[cue.word].append(number)
        self._finder = Anywhere(tuple(self._words))

    def find(self, text: str) -> list[tuple[_Cue, Span]]:
        """Every cue at its first place in what is read of a normalised text, in their order."""
        found: dict[int, Span] = {}
        for first, last in self._read(len(text)):
            for word, start, end in self._finder.find(text[first:last]):
                for number in self._words[word]:
                    found.setdefault(number, (first + start, first + end))
            for number, first_word, search in self._patterns:
                if (
                    first_word in text
                    and number not in found
                    and (match := search(text, first, last))
                ):
                    found[number] = match.span()
        return [(self._cues[number], found[number]) for number in sorted(found)]

    def _read(self, length: int) -> tuple[Span, ...]:
        if length <= 2 * self._opening:
            return ((0, length),)
        return (0, self._opening), (length - self._opening, length)


_NOTHING_SAID = Reason("kind", "没有可读的文字", "no words to read")


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(_read("kinds.txt"))


@cache
def _english_cues() -> tuple[_Cue, ...]:
    return tuple(replace(cue, weight=_ENGLISH * cue.weight) for cue in _read("kinds_en.txt"))


def _read(file: str) -> Iterator[_Cue]:
    source = (files("nlp") / "words" / file).read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            code, weight, *patterns = line.split()
            yield from (_cue(code, float(weight), each) for each in patterns)


def _cue(code: str, weight: float, written: str) -> _Cue:
    word = written if _WORD.fullmatch(written) else ""
    return _Cue(code, weight, re.compile(written), word, lead(written))


def lead(pattern: str) -> str:
    """The characters without which no text fits a pattern, as far as it begins with them."""
    found = _LEAD.match(pattern)
    return found[1] if found else ""


def _shares(scores: Mapping[str, float]) -> tuple[Guess, ...]:
    if not scores:
        return ()
    highest = max(scores.values())
    parts = {code: math.exp(score - highest) for code, score in scores.items()}
    total = sum(parts.values())
    best = sorted(parts.items(), key=lambda each: -each[1])
    return tuple(Guess(code, round(part / total, 4)) for code, part in best)
