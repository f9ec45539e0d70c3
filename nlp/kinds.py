"""Proposes what kind of request it is: an enquiry, a complaint, a suggestion, praise …"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nlp.courtesy import blanked, unthanked
from nlp.finding import Anywhere
from nlp.irony import ironies
from nlp.learning import ready
from nlp.nearness import Span
from nlp.suggestion import Guess, Reason
from nlp.text import Normal, has_latin
from nlp.vocabulary import KindWords

_TITLE = 1.8  # a word in the title counts this much more than one in the text
_OPENING = 120  # characters at the start and at the end of a text where people say what they want
_OPENING_EN = 300  # the same in English, which takes more letters
_CITY_CUE = 0.6  # weight of a cue from the city's own list, beside the tuned ones
_HINT = 3.0
_SOUND = 5.5  # how much it weighs that a text sounds like the sample sentences of a kind
_FAINT, _LOUD = -0.3, 0.5  # a text of a few words sounds like nothing else
_SPREAD = 1.6  # divides the scores before they become shares
_PRIOR = {
    "complaint": 2.0,
    "help": 0.3,
    "consult": 0.5,
    "report": -0.5,
    "praise": -0.5,
    "other": -1.5,
}
# No clock runs for these: their sound alone says less.
_UNSAID = {"praise": 0.5, "chase": 0.3}
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


_BITTER = _Cue("complaint", 2.6, re.compile(""))  # what nlp.irony finds


class _Heard(NamedTuple):
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
        self, fields: Mapping[str, Normal], hint: str = "", pressing: bool = False
    ) -> KindFound:
        """Weigh the cues in the title and in the first and last words of the text, and which kind
        of sample sentence it sounds like.

        `hint` is the kind the citizen chose, if the city knows it: taken unless the words speak
        plainly against it; `pressing` says that danger was seen, which is a call for help. Scores
        become shares by a softmax whose spread and priors were chosen on 1,024 labelled hotline
        reports; measure them with `python -m nlp.evaluate kind`.
        """
        said, fields = fields, {name: _meant(normal) for name, normal in fields.items()}
        if all(_EMPTY.fullmatch(normal.text) for normal in fields.values()):
            return KindFound((Guess(self._other, 1.0),), (_NOTHING_SAID,))
        scores = {code: _PRIOR.get(code, 0.0) for code in self._names}
        if hint in scores:
            scores[hint] += _HINT
        if pressing and "help" in scores:
            scores["help"] += _HINT
        whole = (*_ironical(said), *self._heard(fields))
        heard = [each for each in whole if each.cue.code in scores]
        for cue, _, field in heard:
            scores[cue.code] += cue.weight * (_TITLE if field == "title" else 1.0)
        for code, sound in self._sounds(fields):
            scores[code] += _SOUND * min(max(sound, _FAINT), _LOUD)
        for code in _UNSAID.keys() & scores.keys() - {hint, *_spoken_for(heard)}:
            scores[code] -= _UNSAID[code]
        guesses = _shares(scores) or (Guess(self._other, 0.0),)
        best = guesses[0].code
        own = [each for each in heard if each.cue.code == best and each.cue.weight > 0][:3]
        because = tuple(self._reason(*each, said[each.field]) for each in own)
        return KindFound(guesses, because or (self._whole(best),))

    def _sounds(self, fields: Mapping[str, Normal]) -> Iterator[tuple[str, float]]:
        if self._ready.labels:
            near = self._ready.near(fields)
            yield from zip(self._ready.labels, near.tolist(), strict=True)

    def _whole(self, code: str) -> Reason:
        name = self._names.get(code, code)
        return Reason("kind", f"整段话像{name}", f"as a whole it sounds like kind {code}")

    def _heard(self, fields: Mapping[str, Normal]) -> Iterator[_Heard]:
        """Every cue once in each field."""
        for field, normal in fields.items():
            found = self._cues.find(normal.text)
            if has_latin(normal.text):
                found += self._english.find(normal.text)
            yield from (_Heard(cue, span, field) for cue, span in found)

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


def _ironical(fields: Mapping[str, Normal]) -> Iterator[_Heard]:
    """The first bitter thanks of each field speak for a complaint."""
    for field, normal in fields.items():
        yield from (_Heard(_BITTER, span, field) for span in ironies(normal.text)[:1])


def _spoken_for(heard: Iterable[_Heard]) -> set[str]:
    return {cue.code for cue, _, _ in heard if cue.weight > 0}


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
    return tuple(_read("kinds_en.txt"))


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
    parts = {code: math.exp((score - highest) / _SPREAD) for code, score in scores.items()}
    total = sum(parts.values())
    best = sorted(parts.items(), key=lambda each: -each[1])
    return tuple(Guess(code, round(part / total, 4)) for code, part in best)
