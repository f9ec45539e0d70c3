"""Weighs English words of danger: now, or asked about, denied, over, taught, read in the news."""

import re
from collections.abc import Callable, Iterator, Sequence

from nlp.danger import Trigger, english_dangers
from nlp.faults import english_fault
from nlp.meant import LOWERED, Around, Meant, surroundings
from nlp.nearness import sentence_ends
from nlp.text import has_latin

_REACH = 100  # characters around a trigger that say how it is meant
_BEYOND = 140  # characters after its sentence that may say it is over
_WEIGHED = 200
_SHORT = 300  # characters; in so short a text a word of danger is the message

_STILL = re.compile(
    r"\bstill (?:burning|smok|leak|smell|there|trapped|inside|bleed|on fire|coming|stuck|hanging"
    r"|not out|going|unconscious|missing|alive|spark|in (?:the|there))"
    r"|\b(?:smok\w+|burn\w*|leak\w*|smell\w*|started|caught fire|fire|rising|bleeding) again\b"
    r"|\b(?:come quick|hurry|spreading|right now|happening now|getting (?:worse|bigger|stronger)"
    r"|please (?:come|send)|(?:no ?body|no one) (?:has come|came|is coming|can (?:swim|help)))"
)
_NOWISH = re.compile(
    r"\b(?:now|right now|just|come quick|hurry|help|currently|immediately|at this moment|tonight"
    r"|today|still|is being|are being)\b"
)
_DENIED = re.compile(
    r"\b(?:no(?! (?:one|body|response|answer|reply|idea|way|air|pulse|time|help|longer able))"
    r"|without|never(?: had| seen| been)?|there (?:is|was|are|were)n't any|free (?:of|from))"
    r" (?:(?!and |but |because |so |since |as )[a-z]+ ){0,2}$"
    r"|(?:\bnot|n't)(?: (?:a|any|the|really|actually|even|to|been|be|get|got|yet|smell|see|have))*"
    r" $|\b(?:no ?body|no one|none)(?: (?:was|is|were|has been|got|of us))* $"
)
_TAUGHT = re.compile(
    r"\b(?:drills?|rehears\w+|training|courses?|lectures?|seminar|workshop|exercise|prevent\w*"
    r"|awareness|posters?|campaign|demonstration|simulat\w+|warning signs?|first aid"
    r"|how to avoid)\b"
)
_MAYBE = re.compile(
    r"\b(?:if|in case|what if|risk of|danger of|hazard|sooner or later|one day|some day|someday"
    r"|easily|likely to|prone to|before (?:someone|somebody|anyone|a|there|it|they)|waiting for"
    r"|(?:could|may|might|can|would|will) (?:\w+ ){0,2}(?:cause|lead|start|happen|result|catch"
    r"|trigger|become|turn|easily|get|be|fall|die|collapse|explode|kill|hit|hurt)"
    r"|worried|afraid (?:that|of|it|the|one)|fear(?:s|ing)? (?:that|of|a)|often|always|sometimes"
    r"|frequently|every (?:day|week|month|time|year)|usually)\b"
)
_NOT_SURE = re.compile(r"\b(?:know|tell|check|sure|wonder|see) if\b|\bas if\b|\beven if\b")
_MAYBE_AFTER = re.compile(
    r"^.{0,12}\b(?:hazards?|risks?|one day|some day|sooner or later)\b"
    r"|^ (?:sometimes|often|every (?:day|week|month)|all the time|now and then|again and again)\b"
)
_NEARLY = re.compile(r"\b(?:almost|nearly|narrowly)\b(?: \w+){0,2} ?$")
_ASKED = re.compile(
    r"\bwho (?:is|pays|do i|should|handles)|\bhow much\b|\bis (?:it|this) (?:legal|allowed|true)"
    r"|\bwhat(?:'s| is| are) the (?:rule|fine|law|penalt|standard|procedure|polic|compensation"
    r"|requirement|cost|fee)|\bwhere (?:can|do) i (?:buy|learn|get|apply|find)"
    r"|\bhow (?:do|can|to) (?:i |we )?(?:apply|buy|get|prevent|claim|learn|install)"
    r"|\b(?:polic(?:y|ies)|regulations?|insurance|reimburse\w*|compensat\w+|penalty|fined?"
    r"|subsid\w+|certificate|explain|rules|law)\b|\bi (?:want|would like) to (?:ask|know)"
)
_SEEN = re.compile(
    r"\b(?:i|we) (?:can )?(?:smell|see|hear|saw|found)\b|\b(?:right )?now\b"
    r"|\bthere(?: is|'s| are)\b|\b(?:hurry|quick(?:ly)?|urgent(?:ly)?)\b"
    r"|\bplease (?:help|come|send)"
)
_LONG_AGO = re.compile(
    r"\blast (?:year|month|summer|winter|spring|autumn|week|time)\b"
    r"|\b(?:year|month|week)s? ago\b|\bin (?:19|20)\d\d\b|\bwhen i was\b|\bused to\b"
    r"|\bonce had\b|\bin the past\b|\blong ago\b|\bin (?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)\b"
)
_OVER = re.compile(
    r"\b(?:(?:was|were|is|has been|have been|had been|got) (?:already |now |finally |quickly )?"
    r"(?:put out|extinguished|rescued|fixed|repaired|saved|freed|solved|arrested|released|caught by"
    r"|treated|discharged|replaced|closed off|cordoned)|(?:fire|fires) (?:is|are) out\b"
    r"|under control|(?:is|are|was|all) (?:safe|fine|ok|okay)(?: now)?\b|recovered|put it out"
    r"|put out the fire|for rescuing|for saving|for putting out|rescued (?:him|her|us|me|them)"
    r"|thank (?:you|the))"
)
_LATELY = re.compile(r"\b(?:yesterday|last night|this morning|the other day|days? ago)\b")
_AFTERMATH = re.compile(
    r"\b(?:insurance|compensat\w+|claim|liab\w+|damages|reimburse\w*|responsib\w+|sue|lawsuit"
    r"|where do i report|check the cameras?|medical (?:bills?|costs?|fees?))\b"
)
_RETOLD = re.compile(
    r"\b(?:news|newspaper|tv|television|movie|film|video|online|on the internet|tiktok|douyin"
    r"|read about|heard about|article|weibo|novel|story about|report about)\b"
)
_HERE = re.compile(r"\b(?:my|our|us|here|downstairs|upstairs|next door|outside)\b")
_FUMES = re.compile(
    r"\b(?:restaurants?|barbecues?|bbq|grills?|kebabs?|chimneys?|exhaust|cigarettes?|smokers?"
    r"|tobacco|cook(?:ing|s)?|factor(?:y|ies)|incense|straw|stubble|leaves|garbage|rubbish|trash"
    r"|hood|diesel|boiler house|hotpot|snack|noodle shop|canteen|neighbour's balcony)\b"
)
_ALIGHT = re.compile(r"fire|flame|ablaze|burning (?!smell)|is burning|socket|battery|meter|wire")
_CALM = re.compile(
    r"\?|\b(?:complain\w*|suggest\w*|how|why|when|who|compensation|insurance|policy|thank\w*|noise"
    r"|noisy|bills?|fees?|refund|apply|permit|last (?:week|month|year)|should|annoying|rude"
    r"|attitude|restaurant|smell|certificate)\b"
)


def meanings(text: str) -> tuple[Meant, ...]:
    """The English triggers of a normalised text, as `nlp.urgency.meanings` has the Chinese ones."""
    if not has_latin(text):
        return ()
    ends = sentence_ends(text)
    triggers = english_dangers().find(text)
    short = len(text) <= _SHORT
    weighed = (Meant(each, _lowered(text, each, ends, short)) for each in triggers[:_WEIGHED])
    found = (*weighed, *(Meant(each) for each in triggers[_WEIGHED:]))
    return found or (tuple(_signs(text)) if short else ())


def _signs(text: str) -> Iterator[Meant]:
    """Two different signs of danger in a short text that neither asks nor complains."""
    found = english_dangers().signs(text)
    if len(found) > 1 and not (_CALM.search(text) or _OVER.search(text) or _LONG_AGO.search(text)):
        yield from (Meant(each) for each in found)


def _lowered(
    text: str, trigger: Trigger, ends: Sequence[int], short: bool
) -> tuple[str, str] | None:
    """Why the danger is not present; None if it is, or if nothing says it is not."""
    said = surroundings(text, trigger, ends, _REACH, _BEYOND)
    if trigger.hazard.always:
        return None
    if trigger.weak and not short and not _NOWISH.search(said.sentence):
        return LOWERED["passing"]
    if _is_fumes(trigger, said):
        return LOWERED["fumes"]
    still = _STILL.search(said.sentence + said.beyond)
    how = None if still else next((how for how, holds in _TESTS if holds(said)), None)
    if how in (None, "asked", "nearly"):
        how = english_fault(trigger.hazard.code, said.sentence) or how
    return LOWERED[how] if how else None


def _is_fumes(trigger: Trigger, said: Around) -> bool:
    smoky = trigger.hazard.code == "fire" and not _ALIGHT.search(said.words)
    return smoky and _FUMES.search(said.sentence) is not None


def _denied(said: Around) -> bool:
    return _DENIED.search(said.before[-40:]) is not None


def _nearly(said: Around) -> bool:
    return bool(_NEARLY.search(said.before) or re.search(r"\b(?:almost|nearly) ", said.words))


def _taught(said: Around) -> bool:
    return _TAUGHT.search(said.before[-40:] + said.words + said.after[:30]) is not None


def _maybe(said: Around) -> bool:
    clause = re.split("[,:]", said.before)[-1][-50:]
    found = _MAYBE.search(clause + said.words)
    return bool(_MAYBE_AFTER.search(said.after) or (found and not _NOT_SURE.search(clause)))


def _asked(said: Around) -> bool:
    return bool(_ASKED.search(said.sentence)) and not _SEEN.search(said.sentence)


def _over(said: Around) -> bool:
    if _LONG_AGO.search(said.sentence):
        return True
    if _OVER.search(said.sentence) or _OVER.search(said.beyond):
        return True
    told = said.sentence + said.beyond
    return bool(_LATELY.search(told) and _AFTERMATH.search(told))


def _retold(said: Around) -> bool:
    source = _RETOLD.search(said.before)
    return source is not None and not _HERE.search(said.sentence, source.end())


_TESTS: tuple[tuple[str, Callable[[Around], bool]], ...] = (
    ("denied", _denied),
    ("nearly", _nearly),
    ("taught", _taught),
    ("retold", _retold),
    ("over", _over),
    ("maybe", _maybe),
    ("asked", _asked),
)
