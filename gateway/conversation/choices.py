"""What a citizen chooses who is asked a question with two answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.conversation.commands import shape
from gateway.conversation.talk import Question
from nlp.steering import NOTHING, meant
from nlp.text import normalise

_YES = r"是的?|对的?|好的?|可以|行的?|嗯+|要的?|确认|确定|同意|yes|yeah|yep|ok(?:ay)?|sure|y"
_NO = r"不是?|不用了?|不要了?|不行|不了|否|no|nope|n"
_THEN = r"[\W_]*"
# for each question that offers two answers, what means the first and what the second
_CONSENT: Mapping[Question, tuple[re.Pattern[str], re.Pattern[str]]] = {
    Question.DIVIDE: (
        shape(
            _YES,
            rf"(?:(?:{_YES}){_THEN})?分开(?:登记|办理?|报)?",
            r"各(?:登|办)各的|(?:file (?:them )?)?separately",
        ),
        shape(
            _NO,
            rf"(?:(?:{_NO}){_THEN})?(?:合?在)?一起(?:登记|办理?|报)?",
            r"合并|不分开|(?:file (?:them )?)?together",
        ),
    ),
    Question.WITHDRAW: (
        shape(_YES, rf"(?:(?:{_YES}){_THEN})?撤(?:回|销|掉)?", r"withdraw(?: it)?"),
        shape(_NO, rf"(?:(?:{_NO}){_THEN})?(?:不|别|先不)撤(?:回|销)?", r"继续办|keep it"),
    ),
    Question.HELPED: (
        shape(
            _YES,
            rf"(?:(?:{_YES}){_THEN})?(?:解决了?|答到了?|清楚了?|够了)",
            r"(?:that |it )?helped|solved",
        ),
        shape(
            _NO,
            r"没有?(?:解决|答到|回答)?|没用|还是不(?:懂|清楚|明白)",
            rf"(?:(?:{_NO}|没有?){_THEN})?(?:请|帮我)?登记",
            r"not really|file it",
        ),
    ),
}


# How likely words that are not listed must mean it: a report that is taken back is gone.
_CHOSEN: Mapping[Question, Mapping[str, float]] = {
    Question.DIVIDE: {"yes": 0.8, "no": 0.8},
    Question.WITHDRAW: {"yes": 0.9, "no": 0.6},
    Question.HELPED: {"yes": 0.6, "no": 0.5},
}


def consent_in(text: str, question: Question, labels: tuple[str, ...]) -> bool | None:
    """Whether he chose the first of the question's two answers in a listed wording; None when he
    said neither, or said it otherwise.

    `labels` are the two as they were offered.
    """
    plain = normalise(text).text.strip()
    for place, (whole, label) in enumerate(zip(_CONSENT[question], labels, strict=True), 1):
        offered = normalise(label).text.strip().casefold()
        if plain.strip("。.!！ ") == str(place) or plain.casefold() == offered:
            return place == 1
        if whole.fullmatch(plain):
            return place == 1
    return None


_MARKS = " ，,。.！!？?~…"
_BREATH = re.compile(r"[，,。.；;！!？?…\n]|但|可是|不过|就是|\b(?:but|though)\b", re.IGNORECASE)


def choice_in(text: str, question: Question, labels: tuple[str, ...]) -> bool | None:
    """The same in whatever words people use. No danger may be told in them (`sorting.is_calm`), nor
    anything else: 不用来了 sounds like an answer before 我这就跳, too. What ends a matter is said
    in one breath (明白了，那我举报他 is no yes)."""
    listed = consent_in(text, question, labels)
    guess = meant(text, question.value)
    if listed is not None or guess.code == NOTHING:
        return listed
    ends = guess.code == "yes" and question is not Question.DIVIDE
    if ends and _BREATH.search(text.strip(_MARKS)):
        return None
    return guess.code == "yes" if guess.confidence >= _CHOSEN[question][guess.code] else None
