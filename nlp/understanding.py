"""One text in, one suggestion with its reasons out: the pipeline as the gateway calls it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from threading import Lock

from nlp.aids import aids
from nlp.components import UNHEARD, Reader, build
from nlp.models import OUT_OF_THE_BOX, Models
from nlp.notes import Asked, Notes, notes
from nlp.suggestion import Reason, Suggestion
from nlp.units import Units
from nlp.vocabulary import Vocabulary

VERSION = "keywords-18"
ZONE = 1000  # messages that share what spaCy knows of their words; one alone pays twice for each


class Understanding:
    """A pipeline over one city's vocabulary and the models in use there.

    Build it once, use it from any thread.
    """

    def __init__(self, vocabulary: Vocabulary, models: Models = OUT_OF_THE_BOX) -> None:
        self.version = "+".join((VERSION, *models.names))
        self.language = build(vocabulary, models)
        self._units = Units(vocabulary.categories, vocabulary.duties)
        self._read = Reader(self.language.vocab).read
        self._lock = Lock()  # spaCy's zones are one at a time
        self._zone = ExitStack()
        self._read_in_zone = ZONE

    def suggest(
        self,
        text: str,
        title: str = "",
        place_hint: str = "",
        kind_hint: str = "",
        category_hint: str = "",
    ) -> Suggestion:
        """What this report is about.

        The hints are what the citizen chose or typed: `place_hint` in words, the others as codes;
        unknown codes are ignored. Any text is taken; one without words gives kind "other", no
        category and the lowest confidence. Takes time in proportion to the length.
        """
        asked = Asked(text, title, place_hint, kind_hint, category_hint)
        return _told(self._notes(asked), self.version)

    def aids(self, target: str, text: str, title: str = "") -> Mapping[str, float]:
        """What a model of category, unit or kind is told beside the words, in training as at work.

        The same whichever models are in use.
        """
        known = self._notes(Asked(text, title), UNHEARD[target])
        return aids(target, known.heard, self._units)

    def _notes(self, asked: Asked, without: Sequence[str] = ()) -> Notes:
        with self._lock:
            self._renew()
            return notes(self.language(self._read(asked), disable=without))

    def _renew(self) -> None:
        """Without zones every new word of every citizen would stay in memory for good."""
        if self._read_in_zone == ZONE:
            self._zone.close()
            self._zone.enter_context(self.language.memory_zone())
            self._read_in_zone = 0
        self._read_in_zone += 1


def _told(known: Notes, version: str) -> Suggestion:
    return Suggestion(
        kind=known.kind.kind,
        kinds=known.kind.guesses,
        category=known.category.category,
        first_level=known.category.first_level,
        categories=known.category.alternatives,
        units=known.units.lead,
        assists=known.units.assists,
        urgency=known.urgency.guess,
        alarm=known.urgency.alarm,
        review=known.urgency.review or known.tone.person,
        tone=known.tone.tone,
        places=known.where.mentions,
        matters=known.matters,
        times=known.times,
        area=known.where.area,
        personal=known.personal,
        because=tuple(dict.fromkeys(_because(known))),
        version=version,
    )


def _because(known: Notes) -> Iterator[Reason]:
    yield from known.urgency.because
    yield from known.category.because
    yield from known.units.because
    yield from known.kind.because
    yield from known.where.because
    yield from known.tone.because
