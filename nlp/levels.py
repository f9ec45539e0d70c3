"""Weighs how urgent a report is: present danger first, then its category and circumstances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.categories import CategoryFound
from nlp.kinds import KindFound
from nlp.language import unread
from nlp.meant import Meant
from nlp.suggestion import Guess, Reason
from nlp.text import Normal
from nlp.urgency import higher, lower, raised
from nlp.vocabulary import CategoryWords

_USUAL = "U3"  # where no category says otherwise
_PLAIN = 0.5  # confidence from which the kind has a say
# How often a level was right by what it was taken from: 1,736 rows without an alarm of the sets of
# tests/nlp/test_danger_sets.py that nothing was learned from and 2,364 sample sentences, their
# events left out of what categories are told by; counted when kinds had no levels of their own.
# That a danger was lowered changed none of them. What an alarm is worth stands in nlp.urgency.
_DEFAULT, _DEFAULT_MORE = 0.35, 0.29  # of 2,292: if the category is wrong; so much more if right
_NOTHING = 0.51  # 833 of 1,643
_AT_LEAST, _RAISED = 0.4, 0.26  # 4 of 10; 13 of 50
_NO_DANGER = 0.05  # 2 of 42
_FAULT = Reason("urgency", "设施险情,至少一级", "a dangerous fault is at least U1")
_CALM = Reason(
    "urgency",
    "类别属紧急,未见眼前危险,降一级,请人工复核",
    "an urgent category, no danger seen now, one level lower: check",
)
_UNREAD = Reason(
    "urgency", "有读不懂的文字,请人工复核", "letters of a script that is not read here: check"
)
_UNKNOWN = Reason(
    "urgency", f"未认出类别,暂按一般诉求{_USUAL}", f"no category is known: {_USUAL} as is usual"
)

Dangers = Sequence[tuple[str, Meant]]  # by field


@dataclass(frozen=True, slots=True)
class Levelled:
    """A level; `alarm` and `review` as in the suggestion."""

    guess: Guess
    alarm: bool
    review: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Calmer:
    """What the level of a category becomes by a kind of report, and how often that was right."""

    levels: Mapping[str, str]
    sure: float
    says: str
    says_en: str


# A category that is for danger goes down by one alone, whoever asks. Suggestions and praise have no
# deadline; a question is answered like any other matter. How often that was right says
# `python -m benchmarks.levels`: 113 of 176 questions, 109 of 201 suggestions, 57 of 76 for praise.
_CALMER: Mapping[str, _Calmer] = {
    "consult": _Calmer({"U1": "U3", "U2": "U3"}, 0.64, "只是咨询", "no more than a question"),
    "suggest": _Calmer({"U1": "U3", "U2": "U3", "U3": "U4"}, 0.54, "只是建议", "a mere suggestion"),
    "praise": _Calmer(
        {"U1": "U4", "U2": "U4", "U3": "U4"}, 0.75, "只是表扬", "no more than praise"
    ),
}
UNWEIGHED = Levelled(Guess(_USUAL, 0.0), False, False, ())


class Levels:
    """The levels that a city's categories have by default."""

    def __init__(self, categories: tuple[CategoryWords, ...]) -> None:
        self._defaults = {each.code: each.urgency for each in categories}

    def weigh(
        self,
        fields: Mapping[str, Normal],
        dangers: Dangers,
        kind: KindFound,
        category: CategoryFound,
    ) -> Levelled:
        """Danger that is present makes U0; else the category's level, moved by circumstances."""
        present = [each for each in dangers if each[1].lowered is None]
        if present:
            because = tuple(_danger_reason(fields[name], name, each) for name, each in present[:5])
            sure = max(each.sure for _, each in present)
            return Levelled(Guess("U0", sure), True, False, because)
        told = tuple(_danger_reason(fields[name], name, each) for name, each in dangers[:5])
        guess, reason = self._level(fields, kind, category)
        if any(each.is_fault for _, each in dangers):
            guess, reason = Guess(min(guess.code, "U1"), _AT_LEAST), _FAULT
        if any(unread(normal.text) for normal in fields.values()):
            told = (*told, _UNREAD)
        review = bool(told) or self._default(category) == "U0"
        return Levelled(guess, False, review, (*told, reason))

    def _level(
        self, fields: Mapping[str, Normal], kind: KindFound, category: CategoryFound
    ) -> tuple[Guess, Reason]:
        level = self._default(category)
        if level == "U0":
            return Guess(lower(level), _NO_DANGER), _no_danger(category)
        calmer = _calmer(kind, level)
        usual = calmer[0].code if calmer else level
        for name, normal in fields.items():
            if level in ("U2", "U3") and (why := raised(normal.text)):
                span = normal.origin(why.start, why.end)
                reason = Reason("urgency", why.says, why.says_en, span.start, span.end, name)
                return Guess(higher(usual), _RAISED), reason
        if calmer:
            return calmer
        guess = category.category
        if guess is None:
            return Guess(level, _NOTHING), _UNKNOWN
        says = Reason("urgency", f"按类别默认为{level}", f"{level} is the category's default")
        return Guess(level, round(_DEFAULT + _DEFAULT_MORE * guess.confidence, 2)), says

    def _default(self, category: CategoryFound) -> str:
        guess = category.category
        return self._defaults.get(guess.code, _USUAL) if guess else _USUAL


def _no_danger(category: CategoryFound) -> Reason:
    """Points at the words that made the category an urgent one, where any did."""
    word = next((each for each in category.because if each.start is not None), _CALM)
    return replace(_CALM, start=word.start, end=word.end, field=word.field)


def _calmer(kind: KindFound, level: str) -> tuple[Guess, Reason] | None:
    """The level of a report that surely asks, suggests or praises, where that changes it."""
    best = kind.kind
    if best is None or best.confidence < _PLAIN or best.code not in _CALMER:
        return None
    calm = _CALMER[best.code]
    if level not in calm.levels:
        return None
    calmer = calm.levels[level]
    says, says_en = f"{calm.says},按{calmer}", f"{calm.says_en}: {calmer}"
    return Guess(calmer, calm.sure), Reason("urgency", says, says_en)


def _danger_reason(normal: Normal, field: str, meant: Meant) -> Reason:
    trigger = meant.trigger
    span = normal.origin(trigger.start, trigger.end)
    says, says_en = f"提到{trigger.hazard.name}", f"words of {trigger.hazard.name_en}"
    if meant.lowered:
        says, says_en = (
            f"{says},但{meant.lowered[0]},请人工复核",
            f"{says_en}, {meant.lowered[1]}: check",
        )
    return Reason("urgency", says, says_en, span.start, span.end, field)
