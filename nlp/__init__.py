"""Text in, suggestions and their reasons out."""

from nlp.people import find as find_personal
from nlp.people import mask
from nlp.similarity import CANDIDATE, Described, Likeness, alike, keys
from nlp.suggestion import (
    Guess,
    PersonalSpan,
    PlaceMention,
    Reason,
    Span,
    Suggestion,
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
    "PersonalSpan",
    "PlaceMention",
    "PlaceName",
    "Reason",
    "Span",
    "Suggestion",
    "Understanding",
    "Vocabulary",
    "alike",
    "find_personal",
    "keys",
    "mask",
]
