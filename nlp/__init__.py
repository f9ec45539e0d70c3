"""Text in, suggestions and their reasons out."""

from nlp.people import find as find_personal
from nlp.people import mask
from nlp.similarity import CANDIDATE, Described, Likeness, alike, keys
from nlp.suggestion import (
    Guess,
    Matter,
    PersonalSpan,
    PlaceMention,
    Reason,
    Span,
    Suggestion,
    TimeMention,
)
from nlp.understanding import Understanding
from nlp.vocabulary import AreaName, CategoryWords, KindWords, PlaceName, Vocabulary

__all__ = [
    "CANDIDATE",
    "AreaName",
    "CategoryWords",
    "Described",
    "Guess",
    "KindWords",
    "Likeness",
    "Matter",
    "PersonalSpan",
    "PlaceMention",
    "PlaceName",
    "Reason",
    "Span",
    "Suggestion",
    "TimeMention",
    "Understanding",
    "Vocabulary",
    "alike",
    "find_personal",
    "keys",
    "mask",
]
