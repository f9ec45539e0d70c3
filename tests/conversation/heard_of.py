"""Any talk and anything that may be heard in it, for tests of what always holds."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

from hypothesis import strategies as st

from channels.message import Language
from gateway.conversation.commands import Command, Said
from gateway.conversation.heard import Heard, Whose
from gateway.conversation.talk import ABOUT_THE_REPORT, Draft, Question, State, Talk
from nlp import Guess, Suggestion
from nlp.suggestion import Matter, PlaceMention, TimeMention
from tests.values import NOON

WITH_TWO_ANSWERS = (Question.DIVIDE, Question.WITHDRAW, Question.HELPED)
WORDS = ("", "好", "12号", "路灯坏了好几天，晚上看不见路", "你们这帮废物", "？？？", "昨天晚上")
ALL = frozenset(Question)

guesses = st.none() | st.just(Guess("0213", 0.7))
suggestions = st.builds(
    Suggestion,
    kind=st.none()
    | st.sampled_from(["complaint", "consult", "chase", "praise"]).map(
        lambda code: Guess(code, 0.9)
    ),
    urgency=st.just(Guess("U3", 0.6)),
    category=guesses,
    first_level=guesses,
    alarm=st.booleans(),
    places=st.sampled_from([(), (PlaceMention("五四大街", 0, 4, "road"),)]),
    matters=st.sampled_from([(), (Matter(0, 5), Matter(6, 12))]),
    times=st.sampled_from([(), (TimeMention("昨天", 0, 2),)]),
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """As far as it may have come: no question stands there twice, no fourth about the report."""
    asked = draw(st.lists(st.sampled_from(list(Question)), unique=True, max_size=4))
    while sum(question in ABOUT_THE_REPORT for question in asked) > 3:
        asked.pop()
    turns = tuple(1 for _ in range(draw(st.integers(0, 3))))
    return Draft(tuple(f"m{n}" for n in range(len(turns))), turns, tuple(asked))


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    state = draw(st.sampled_from(State))
    return Talk(
        "t",
        "wechat",
        "",
        "citizen",
        since=NOON,
        heard_at=NOON,
        state=state,
        question=draw(st.sampled_from(Question)) if state is State.ASKING else None,
        draft=draw(drafts()),
        left=draw(st.none() | st.sampled_from([Question.WHERE, Question.WHEN])),
        report_id=draw(st.sampled_from(["", "r"])),
        reported_at=NOON,
    )


@st.composite
def heard_in(draw: st.DrawFn, talk: Talk) -> Heard:
    """What a citizen's turn may be in this talk."""
    two = talk.question in WITH_TWO_ANSWERS
    words = draw(st.sampled_from(WORDS))
    command = draw(st.none() | st.sampled_from(Command))
    whose = draw(st.sampled_from(get_args(Whose)))
    said, whole = draw(suggestions), draw(suggestions)
    return Heard(
        text=words,
        language=draw(st.sampled_from(get_args(Language))),
        said=said,
        whole=whole,
        whole_text=words,
        command=Said(command) if command else None,
        chosen=draw(st.none() | st.booleans()) if two else None,
        whose=whose,
        named="r" if whose == "own" else "",
        pictures=draw(st.booleans()),
        any_pictures=draw(st.booleans()),
        located=draw(st.booleans()),
        phone=draw(st.sampled_from(["", "", "13900000001"])),
        wrong_phone=draw(st.booleans()),
        recent=draw(st.sampled_from(["", "r"])),
        since_recent=draw(st.sampled_from([timedelta(minutes=1), timedelta(days=5)])),
        same_matter=draw(st.booleans()),
        beyond=draw(st.booleans()),
        known=draw(st.booleans()),
        wants_place=draw(st.booleans()),
        wants_time=draw(st.booleans()),
    )
