"""Puts the parts together: one text in, one suggestion with its reasons out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nlp import matters, times
from nlp.categories import Categories, CategoryFound
from nlp.kinds import KindFound, Kinds
from nlp.meant import Meant
from nlp.people import find as personal
from nlp.places import Places
from nlp.suggestion import Guess, PersonalSpan, Reason, Suggestion
from nlp.text import Normal, normalise
from nlp.urgency import higher, lower, meanings, raised
from nlp.vocabulary import Vocabulary

VERSION = "keywords-4"
_USUAL = "U3"  # where no category says otherwise
_PLAIN = 0.5  # confidence from which the kind has a say in other matters
_CALM_KINDS = ("consult", "suggest", "praise")
# Set by hand: there is no set of real reports with urgency levels to fit them on.
_SURE_ALARM, _SURE_CALM, _SURE_REVIEW = 0.8, 0.7, 0.5
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
_KIND_CATEGORIES = {"praise": "2012", "chase": "2013"}


_FAULT = Reason("urgency", "设施险情,至少一级", "a dangerous fault is at least U1")


@dataclass(frozen=True, slots=True)
class _Urgency:
    guess: Guess
    alarm: bool
    review: bool
    because: tuple[Reason, ...]


class Understanding:
    """Keywords and patterns over one city's vocabulary. Build it once, use it from any thread."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._kinds = Kinds(vocabulary.kinds)
        self._categories = Categories(vocabulary.categories)
        self._places = Places(vocabulary)
        self._defaults = {each.code: each.urgency for each in vocabulary.categories}

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
        fields = {"title": normalise(title), "text": normalise(text)}
        fields = {name: normal for name, normal in fields.items() if normal.text}
        whole = sum(len(normal.text) for normal in fields.values())
        dangers = [(name, each) for name, n in fields.items() for each in meanings(n.text, whole)]
        pressing = any(each.lowered is None for _, each in dangers)
        kind = self._kinds.find(fields, kind_hint, pressing)
        category = self._categories.find(fields, category_hint, _speaking_for(dangers, kind))
        urgency = self._urgency(fields, dangers, kind, category)
        where = self._places.find({**fields, "place": normalise(place_hint)})
        told = fields.get("text")
        several = matters.find(told, self._categories, where.mentions) if told else ()
        return Suggestion(
            kind=kind.guesses[0],
            kinds=kind.guesses,
            category=category.category,
            first_level=category.first_level,
            categories=category.alternatives,
            urgency=urgency.guess,
            alarm=urgency.alarm,
            review=urgency.review,
            places=where.mentions,
            matters=several,
            times=tuple(each for name, n in fields.items() for each in times.find(n, name)),
            area=where.area,
            personal=(*_personal(title, "title"), *_personal(text, "text")),
            because=(*urgency.because, *category.because, *kind.because, *where.because),
            version=VERSION,
        )

    def _urgency(
        self,
        fields: Mapping[str, Normal],
        dangers: list[tuple[str, Meant]],
        kind: KindFound,
        category: CategoryFound,
    ) -> _Urgency:
        """Danger that is present makes U0; else the category's level, moved by circumstances."""
        present = [each for each in dangers if each[1].lowered is None]
        if present:
            because = tuple(_danger_reason(fields[name], name, each) for name, each in present[:5])
            return _Urgency(Guess("U0", _SURE_ALARM), True, False, because)
        told = tuple(_danger_reason(fields[name], name, each) for name, each in dangers[:5])
        level, reason = self._level(fields, kind, category)
        if any(each.is_fault for _, each in dangers):
            level, reason = min(level, "U1"), _FAULT
        review = bool(told) or self._default(category) == "U0"
        confidence = _SURE_REVIEW if review else _SURE_CALM
        return _Urgency(Guess(level, confidence), False, review, (*told, reason))

    def _level(
        self, fields: Mapping[str, Normal], kind: KindFound, category: CategoryFound
    ) -> tuple[str, Reason]:
        level = self._default(category)
        if level == "U0":
            says = Reason(
                "urgency", "类别属紧急,未见眼前危险,降一级", "urgent category, no danger now"
            )
            return lower(level), says
        if level == "U1" and _asks_calmly(kind):
            return lower(level), Reason("urgency", "以咨询、建议语气提及", "asked or suggested")
        for name, normal in fields.items():
            if level in ("U2", "U3") and (why := raised(normal.text)):
                span = normal.origin(why.start, why.end)
                reason = Reason("urgency", why.says, why.says_en, span.start, span.end, name)
                return higher(level), reason
        says = Reason("urgency", f"按类别默认为{level}", f"{level} is the category's default")
        return level, says

    def _default(self, category: CategoryFound) -> str:
        guess = category.category
        return self._defaults.get(guess.code, _USUAL) if guess else _USUAL


def _speaking_for(dangers: list[tuple[str, Meant]], kind: KindFound) -> Iterator[tuple[str, float]]:
    """Scores that danger and kind lend to the categories made for them."""
    codes = {_DANGER_CATEGORIES.get(each.trigger.hazard.code) for _, each in dangers}
    present = {
        _DANGER_CATEGORIES.get(each.trigger.hazard.code)
        for _, each in dangers
        if each.lowered is None
    }
    yield from ((code, 2.5 if code in present else 0.8) for code in codes if code)
    best = kind.guesses[0]
    if best.code in _KIND_CATEGORIES and best.confidence >= _PLAIN:
        yield _KIND_CATEGORIES[best.code], 4.0


def _asks_calmly(kind: KindFound) -> bool:
    return kind.guesses[0].code in _CALM_KINDS and kind.guesses[0].confidence >= _PLAIN


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


def _personal(text: str, field: str) -> tuple[PersonalSpan, ...]:
    return tuple(replace(span, field=field) for span in personal(text))
