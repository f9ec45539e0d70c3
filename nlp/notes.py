"""What the components of the pipeline know of one message so far, and hand on to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc

from nlp.aids import Heard
from nlp.categories import CategoryFound
from nlp.kinds import KindFound
from nlp.levels import UNWEIGHED, Levelled
from nlp.meant import Meant
from nlp.places import Found
from nlp.suggestion import Matter, PersonalSpan, TimeMention
from nlp.text import Normal
from nlp.tone import CALM, ToneFound
from nlp.units import UnitsFound

_KEY = "duokou"


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as it came, with what its citizen chose or typed besides.

    `place_hint` is in words; `kind_hint` and `category_hint` are codes.
    """

    text: str
    title: str = ""
    place_hint: str = ""
    kind_hint: str = ""
    category_hint: str = ""


@dataclass(slots=True)
class Notes:
    """Written by one component after another, like the document that they travel with.

    `fields` are the evened-out title and text, without empty ones; `hint` the place hint; `heard`
    what the city's own words say, which stays where a trained model says something else.
    `only_where`: a place or a time is all that is said.
    """

    asked: Asked
    fields: Mapping[str, Normal]
    hint: Normal
    personal: tuple[PersonalSpan, ...] = ()
    times: tuple[TimeMention, ...] = ()
    dangers: tuple[tuple[str, Meant], ...] = ()
    heard: Heard = field(default_factory=Heard)
    kind: KindFound = field(default_factory=lambda: KindFound((), ()))
    category: CategoryFound = field(default_factory=CategoryFound)
    where: Found = field(default_factory=Found)
    only_where: bool = False
    matters: tuple[Matter, ...] = ()
    units: UnitsFound = field(default_factory=UnitsFound)
    tone: ToneFound = CALM
    urgency: Levelled = UNWEIGHED


def notes(doc: Doc) -> Notes:
    """The notes of a document that the pipeline's tokenizer made. Raises KeyError on others."""
    found: Notes = doc.user_data[_KEY]
    return found


def attach(doc: Doc, written: Notes) -> Doc:
    doc.user_data[_KEY] = written
    return doc
