"""Sees danger, by words or by a model, whichever does; and what makes a matter more urgent."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nlp.abuse import is_abuse
from nlp.danger import Hazard, Trigger
from nlp.danger_reading import Tongue
from nlp.danger_sense import Sensed, sensed, sensed_at_once
from nlp.disguise import undisguised
from nlp.edits import Plain
from nlp.faults import fault
from nlp.meant import LOWERED, Meant
from nlp.suggestion import Suggestion
from nlp.text import normalise
from nlp.urgency_en import meanings as english_meanings
from nlp.urgency_zh import is_over, signs
from nlp.urgency_zh import meanings as chinese_meanings

LEVELS = ("U0", "U1", "U2", "U3", "U4")
_SENSED = Hazard(
    "sensed", "危险情形(无固定词语,模型看出)", "danger (no listed words, sensed)", False
)
_SHORT = 60  # characters; a longer text is not wholly about its most dangerous sentence
# From which share of emergencies among texts that sound like it the model alone raises the alarm:
# a false alarm is cheap, a missed one is not.
_ALARM: dict[Tongue, float] = {"zh": 0.15, "en": 0.13}
_NEAR = 40  # characters on either side that may tell it so
_EXPLAINED = 0.7  # the same where words of danger are told as past, denied and so on
_LASTING = 0.8  # and where they tell of a broken cover, of sparks now and then: urgent faults
_EVEN = 0.5  # an alarm is as often right as not
_REVIEW: dict[Tongue, float] = {"zh": 0.07, "en": 0.07}  # a person looks
# What words of danger are worth that the model does not hear: of 67 alarms by such words alone in
# the sets that nothing was learned from (`tests/nlp/test_danger_sets.py`) none of 40 was right, by
# words of suicide 6 of 27: these stand first all the same. What it hears is worth what it says.
_UNHEARD, _UNHEARD_ALWAYS = 0.05, 0.5
# Log-odds of a sentence that says a word in passing: in a long report any word, a weak one; a weak
# one in a short report.
_CALM, _CALM_WEAK, _CALM_SURELY = -1.5, -1.0, -2.5

_FRAIL = re.compile(
    r"(?:小孩|孩子|幼儿|学生).{0,12}(?:危险|摔|受伤|出不[去来]|发烧|冻)|(?:老人|老年人|孕妇|婴儿|宝宝|新生儿|月子|残疾|轮椅|瘫痪|卧床|透析|病人|产妇).{0,12}(?:危险|安全|摔|冻|热坏|出不[去来]|上不[去来]|下不[去来了]|没法|无法|受不了|住院|生病|发烧|咳嗽|感冒|受伤|吃不上|隐患|怎么办)"
)
_NIGHT = re.compile(
    r"(?:半夜|夜间|夜里|深夜|凌晨|通宵|整夜|整晚|每晚|晚上1[0-2一二]|[一二两三四]点多?).{0,20}(?:睡|休息|吵|噪|扰民|施工|没电|没水|停电|停水|冻)"
)
_SCHOOL = re.compile(
    r"(?:学校|校园|校门|小学|中学|幼儿园|医院).{0,20}(?:危险|隐患|安全|摔|事故|伤|堵死|塌|断|倒)"
)
_NOW = re.compile(
    r"(?:现在|正在|马上|立刻|已经[两二三四五六七八九十几\d]+[天周个]|连续[两二三四五六七八九十几\d]+[天周个]|[两二三四五六七八九十几]天了|越来越)"
    r".{0,16}(?:危险|漏|塌|断|倒|淹|没水|没电|停水|停电|冻|摔|受伤|堵|溢|冒|裂|掉|隐患|不热|着火|触电)"
)


@dataclass(frozen=True, slots=True)
class Raised:
    """Why a matter is more urgent than its category, and the words that say so."""

    start: int
    end: int
    says: str
    says_en: str


_RAISES = (
    (_FRAIL, "老人、孕婴、病残者直接受影响", "frail people are directly affected"),
    (_SCHOOL, "涉及校园或医院的安全", "safety at a school or hospital"),
    (_NOW, "正在发生或持续多日", "going on now or for days"),
    (_NIGHT, "夜间影响居住", "disturbs homes at night"),
)


def meanings(text: str) -> tuple[Meant, ...]:
    """Every danger in a whole report, normalised, with how it is meant. Suicide is never lowered.

    In a calm sentence weak words do not count, in a long report no word does. Weak ones of a long
    report count only beside words of now.
    Past a few hundred triggers the rest counts as present: so long a list of danger is looked at.
    """
    plain = undisguised(text)
    heard = sensed(plain.text)
    worded = (*chinese_meanings(plain.text), *english_meanings(plain.text))
    if heard:
        worded = tuple(_in_passing(each, heard, len(text) > _SHORT) for each in worded)
    found = worded
    if not any(each.lowered is None for each in worded):
        found = (*worded, *_sensed(heard, plain.text, worded))
    if not found and len(text) <= _SHORT:
        found = tuple(signs(plain.text))
    return _back(plain, tuple(_weighed(each, heard) for each in found))


def hazards(text: str) -> tuple[str, ...]:
    """Codes of the dangers that words name as present in a report as it was written, each once.

    Empty where nothing is, or where only the model senses danger and cannot say which.
    """
    present = (each for each in meanings(normalise(text).text) if each.lowered is None)
    codes = dict.fromkeys(each.trigger.hazard.code for each in present)
    return tuple(code for code in codes if code != _SENSED.code)


def is_faint(said: Suggestion, text: str) -> bool:
    """Whether an alarm is rather false than not, and no listed word names any danger in the text.

    In answers to “where?” it mostly comes of the name of a place (`tests/nlp/test_where.py`).
    """
    return said.alarm and said.urgency.confidence < _EVEN and not hazards(text)


def _sensed(heard: Sensed | None, text: str, worded: Iterable[Meant]) -> Iterator[Meant]:
    """Where words around tell danger as past or denied, these are read together with it.

    A drain that runs over sounds like gas: where the clause that sounds worst is about one, and
    nothing near names people or fumes, it must sound surer.
    Mere insults threaten nobody, however they sound.
    """
    if heard is None or heard.sure < _REVIEW[heard.tongue] or is_abuse(text):
        return
    start, end = max(0, heard.start - _NEAR), heard.end + _NEAR
    near = text[start:end]
    about = [each for each in worded if start <= each.trigger.start < end]
    told = is_over(near) or any(each.is_explained for each in about)
    again = sensed_at_once(near) if told and len(heard.odds) > 1 else None
    sure = min(heard.sure, again.sure) if again else heard.sure
    said = text[heard.start : heard.end]
    spills = all(fault(_SENSED.code, each) for each in (said, near))
    enough = _EXPLAINED if told or spills else _ALARM[heard.tongue]
    if any(each.is_lasting for each in about):
        enough = _LASTING
    trigger = Trigger(heard.start, heard.end, _SENSED)
    yield Meant(trigger, LOWERED["unsure"] if sure < enough else None, sure)


def _weighed(meant: Meant, heard: Sensed | None) -> Meant:
    """A listed word does not know how often it is meant so; the model has heard the rest, too."""
    if meant.trigger.hazard == _SENSED:
        return meant
    least = _UNHEARD_ALWAYS if meant.trigger.hazard.always else _UNHEARD
    return replace(meant, sure=max(least, heard.sure if heard else 0.0))


def _in_passing(meant: Meant, heard: Sensed, is_long: bool) -> Meant:
    """The same told in passing where its sentence is calm: weak words of any report, the others of
    a long one, those of suicide never."""
    trigger = meant.trigger
    if meant.lowered or trigger.hazard.always or not (trigger.weak or is_long):
        return meant
    calm = _CALM_SURELY if not is_long else _CALM_WEAK if trigger.weak else _CALM
    return replace(meant, lowered=LOWERED["passing"]) if heard.at(trigger.start) < calm else meant


def _back(plain: Plain, found: tuple[Meant, ...]) -> tuple[Meant, ...]:
    """The same, pointing into the text as it was before its disguise was undone."""
    if plain.spans is None:
        return found
    spans = [plain.origin(each.trigger.start, each.trigger.end) for each in found]
    return tuple(
        replace(each, trigger=replace(each.trigger, start=start, end=end))
        for each, (start, end) in zip(found, spans, strict=True)
    )


def raised(text: str) -> Raised | None:
    """The first circumstance that makes it one level more urgent, as the taxonomy lists them."""
    for pattern, says, says_en in _RAISES:
        if match := pattern.search(text):
            return Raised(match.start(), match.end(), says, says_en)
    return None


def lower(level: str) -> str:
    """One level less urgent."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def higher(level: str) -> str:
    """One level more urgent, but never U0: only words of danger lead there."""
    return LEVELS[max(LEVELS.index(level) - 1, min(1, LEVELS.index(level)))]
