"""The steps from a message to a suggestion, registered with spaCy so that each can be replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp import matters, times, tone, whereabouts
from nlp.aids import aids
from nlp.categories import Categories, CategoryFound
from nlp.kinds import KindFound, Kinds, open_to_all
from nlp.learning.ready import spelled
from nlp.levels import Dangers, Levels
from nlp.meant import Meant
from nlp.models import OUT_OF_THE_BOX, Judgement, Models
from nlp.notes import Asked, Notes, attach, notes
from nlp.offices import Offices
from nlp.people import spans as personal_spans
from nlp.places import Places
from nlp.suggestion import PlaceMention
from nlp.text import Normal, normalise, words
from nlp.units import Units
from nlp.urgency import meanings
from nlp.vocabulary import Vocabulary

_TABLE = "duokou"  # of the lookups that spaCy keeps beside a vocabulary
_BREAK = "。\n"  # between title and text, which no sentence and no disguise goes across
_PLAIN = 0.5  # confidence from which the kind has a say in other matters
# What a danger found speaks for, as codes of the sample taxonomy; other cities' codes are ignored.
_DANGER_CATEGORIES = {
    "gas": "0107",
    "fire": "1601",
    "wire": "0112",
    "manhole": "0212",
    "crime": "1501",
    "despair": "1502",
    "hurt": "1207",
}
_TOWNS = ("街道", "镇", "乡")
_KIND_CATEGORIES = {"praise": "2012", "chase": "2013"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What looks for each thing, built once for a city."""

    kinds: Kinds
    categories: Categories
    places: Places
    units: Units
    offices: Offices
    levels: Levels
    judgement: Judgement

    @classmethod
    def of(cls, city: Vocabulary, models: Models) -> Parts:
        return cls(
            Kinds(city.kinds),
            Categories(city.categories, thresholds=city.thresholds),
            Places(city),
            Units(city.categories, city.duties),
            Offices(city.duties),
            Levels(city.categories),
            Judgement(models, city),
        )


class Reader:
    """Evens a message out and cuts it into words: title, line break, text.

    The document holds the evened-out words; `Normal.origin` leads from them to the citizen's.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        return self.read(Asked(text))

    def read(self, asked: Asked) -> Doc:
        fields = {"title": normalise(asked.title), "text": normalise(asked.text)}
        fields = {name: normal for name, normal in fields.items() if normal.text}
        said = words(spelled(fields))
        doc = Doc(self._vocab, words=said, spaces=[False] * len(said))
        return attach(doc, Notes(asked, fields, normalise(asked.place_hint)))


def _people(parts: Parts, known: Notes) -> None:
    known.personal = tuple(
        replace(each, field=name)
        for name, normal in known.fields.items()
        for each in personal_spans(normal)
    )


def _times(parts: Parts, known: Notes) -> None:
    known.times = tuple(
        each for name, normal in known.fields.items() for each in times.find(normal, name)
    )


def _places(parts: Parts, known: Notes) -> None:
    known.where = parts.places.find({**known.fields, "place": known.hint})
    known.only_where = whereabouts.only_where(known.fields, known.where.mentions, known.times)


def _dangers(parts: Parts, known: Notes) -> None:
    """Title and text are read as one: what the one names, the other may tell as over.

    Where a place is all that is said, danger is heard by words alone; and where danger is heard,
    a place is not all.
    """
    whole = _BREAK.join(normal.text for normal in known.fields.values())
    found = meanings(whole)
    if known.only_where and _is_surely_where(known):
        found = tuple(each for each in found if each.trigger.hazard.code != "sensed")
    known.dangers = tuple(_in_field(each, known.fields) for each in found)
    known.only_where = known.only_where and not known.dangers


def _is_surely_where(known: Notes) -> bool:
    """河水漫进村 looks like the name of a village: where that is all, danger may be sensed."""
    sure = [each for each in known.where.mentions if each.type in whereabouts.SURE]
    return whereabouts.only_where(known.fields, sure, known.times)


def _in_field(meant: Meant, fields: Mapping[str, Normal]) -> tuple[str, Meant]:
    """The field that a danger of the whole report stands in, and where it stands there."""
    first, *others = fields
    trigger, second = meant.trigger, len(fields[first].text + _BREAK)
    if trigger.start < second:
        return first, meant
    moved = replace(trigger, start=trigger.start - second, end=trigger.end - second)
    return others[0], replace(meant, trigger=moved)


def _kind(parts: Parts, known: Notes) -> None:
    pressing = max((each.sure for _, each in known.dangers if each.lowered is None), default=0.0)
    worded = parts.kinds.find(known.fields, known.asked.kind_hint, pressing)
    known.heard = replace(known.heard, kinds=worded.guesses)
    helped = partial(aids, "kind", known.heard, parts.units)
    known.kind = parts.judgement.kind(known.fields, helped, worded, known.asked.kind_hint)
    if known.only_where and not known.asked.kind_hint:
        known.kind = open_to_all(worded.guesses, whereabouts.KIND)


def _category(parts: Parts, known: Notes) -> None:
    likely = _speaking_for(known.dangers, known.kind)
    worded = parts.categories.find(known.fields, known.asked.category_hint, likely)
    known.heard = replace(known.heard, categories=worded.alternatives)
    known.category = worded
    if not _is_danger(worded, known.dangers):
        helped = partial(aids, "category", known.heard, parts.units)
        known.category = parts.judgement.category(known.fields, helped, worded)
    if known.only_where and not known.asked.category_hint:
        known.category = CategoryFound(because=(whereabouts.CATEGORY,))


def _speaking_for(dangers: Dangers, kind: KindFound) -> Iterator[tuple[str, float]]:
    """Scores that danger and kind lend to the words of the categories made for them; in log-odds
    nearly 5 where danger is there, 3 where it is over, 2 for a kind: a chase about a lamp is about
    lamps, and only one about nothing else is a chase."""
    codes = {_DANGER_CATEGORIES.get(each.trigger.hazard.code) for _, each in dangers}
    present = _present(dangers)
    yield from ((code, 16.0 if code in present else 5.0) for code in codes if code)
    best = kind.kind
    if best and best.code in _KIND_CATEGORIES and best.confidence >= _PLAIN:
        yield _KIND_CATEGORIES[best.code], 4.0


def _present(dangers: Dangers) -> set[str | None]:
    """The categories of dangers that are there now."""
    there = (each.trigger.hazard.code for _, each in dangers if each.lowered is None)
    return {_DANGER_CATEGORIES.get(code) for code in there}


def _is_danger(found: CategoryFound, dangers: Dangers) -> bool:
    """Where words of present danger name the category, no model overrules them."""
    return found.category is not None and found.category.code in _present(dangers)


def _matters(parts: Parts, known: Notes) -> None:
    if told := known.fields.get("text"):
        known.matters = matters.find(told, parts.categories, known.where.mentions)


def _units(parts: Parts, known: Notes) -> None:
    worded = parts.units.find(known.category.alternatives)
    offices, town = parts.offices.find(known.fields), any(map(_is_town, known.where.mentions))
    known.heard = replace(known.heard, offices=offices, town=town)
    helped = partial(aids, "unit", known.heard, parts.units)
    known.units = parts.judgement.units(known.fields, helped, worded)


def _is_town(named: PlaceMention) -> bool:
    """Not the hint: no model has learned from one."""
    return named.field != "place" and len(named.text) > 2 and named.text.endswith(_TOWNS)


def _tone(parts: Parts, known: Notes) -> None:
    known.tone = tone.find(known.fields)


def _urgency(parts: Parts, known: Notes) -> None:
    known.urgency = parts.levels.weigh(known.fields, known.dangers, known.kind, known.category)


# In the order of work: each may read what those before it wrote.
STEPS: dict[str, Callable[[Parts, Notes], None]] = {
    "duokou_people": _people,
    "duokou_times": _times,
    "duokou_places": _places,
    "duokou_dangers": _dangers,
    "duokou_kind": _kind,
    "duokou_category": _category,
    "duokou_matters": _matters,
    "duokou_units": _units,
    "duokou_tone": _tone,
    "duokou_urgency": _urgency,
}
_HEARD = (
    "duokou_times",
    "duokou_places",
    "duokou_dangers",
    "duokou_kind",
    "duokou_category",
    "duokou_units",
)
# By what a model is to tell: the steps that nothing it is told beside the words comes from.
UNHEARD: dict[str, list[str]] = {
    target: [name for name in STEPS if name not in _HEARD[:heard]]
    for target, heard in (("kind", 4), ("category", 5), ("unit", 6))
}


def _factory(
    step: Callable[[Parts, Notes], None],
) -> Callable[[Language, str], Callable[[Doc], Doc]]:
    def factory(nlp: Language, name: str) -> Callable[[Doc], Doc]:
        parts: Parts = nlp.vocab.lookups.get_table(_TABLE)["parts"]

        def component(doc: Doc) -> Doc:
            step(parts, notes(doc))
            return doc

        return component

    return factory


for _name, _made in STEPS.items():
    Language.factory(_name, func=_factory(_made))


def build(city: Vocabulary, models: Models = OUT_OF_THE_BOX) -> Language:
    """A blank Chinese pipeline of spaCy's with every step, for one city and its models."""
    language = spacy.blank("zh", vocab=Vocab())  # no step asks for a word's shape or case
    language.vocab.lookups.add_table(_TABLE, {"parts": Parts.of(city, models)})
    language.tokenizer = Reader(language.vocab)
    for name in STEPS:
        language.add_pipe(name)
    return language
