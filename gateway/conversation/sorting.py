"""Decides what a turn is, from where the talk stands and what was heard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from gateway.conversation.commands import Command, Said, closes
from gateway.conversation.heard import Heard, letters
from gateway.conversation.machine import On
from gateway.conversation.talk import MOST_QUESTIONS, Question, State, Talk
from nlp import Suggestion
from nlp.abuse import is_abuse

SOON = timedelta(minutes=30)  # words without a matter of their own still belong to the last report
LATER = timedelta(days=60)  # a chase does, for so long
# nothing else: 没有水 says what, 没有门牌，在铁路桥下面 says where
_NOT_SAID = re.compile(
    r"[\W_]*(?:我|也|真的?|实在|这个|具体|地址|时间|文字|都)*"
    r"(?:不知道|不清楚|不记得|记不清楚?|记不得|说不清楚?|忘了|没有|没)"
    r"(?:了|啊|呀|呢|具体|地址|地方|路名|门牌|时间|文字|在|叫|是|哪里|哪儿|哪天|什么|时候|名字)*[\W_]*"
    r"|.{0,20}(?:don't know|do not know|no idea).{0,20}",
    re.IGNORECASE,
)

_CORRECTION = re.compile(
    r"不对|不是.{1,20}(?:是|应该)|(?:我)?(?:刚才|刚刚)?(?:说|写|打)错了?|更正|纠正|应该是"
    r"|改(?:成|为)|actually|correction|no,? it",
    re.IGNORECASE,
)
_ABOUT_A_REPORT = frozenset({Command.PROGRESS, Command.WITHDRAW})
_STEERING: Mapping[Command, On] = {
    Command.HURRY: On.HURRY,
    Command.PERSON: On.PERSON,
    Command.PROGRESS: On.PROGRESS,
    Command.DROP: On.DROP,
    Command.ELSE: On.ELSE,
    Command.CODE: On.CODE,
    Command.RESUME: On.RESUME,
    Command.BACK: On.BACK,
    Command.WHO: On.WHO,
    Command.GREETING: On.GREETING,
    Command.THANKS: On.THANKS,
}


def sort(talk: Talk, heard: Heard) -> On:
    """What this turn is. The most pressing comes first; nothing is ever left unsorted."""
    if heard.is_danger:
        return On.DANGER
    if heard.command is not None:
        return _command(talk, heard, heard.command.command)
    if talk.state is State.ASKING and talk.question is not None and heard.chosen is not None:
        return _consent(talk, heard, talk.question)
    if heard.whose:
        return _named(heard)
    if heard.phone:
        return On.PHONE
    if heard.wrong_phone:
        return On.WRONG_PHONE
    if _is_done(talk, heard):
        return On.THANKS
    return On.MORE if _belongs_to_report(talk, heard) else told(talk, heard)


def is_calm(said: Suggestion) -> bool:
    """Whether nobody need look: only then may words be taken for what they are merely like."""
    return not said.alarm and not said.review


def _tells(said: Suggestion) -> bool:
    """Whether words name a matter, a place or a time, which must not be lost."""
    return bool(said.category or said.places or said.times)


def steered(
    talk: Talk, said: Suggestion, command: Said | None, *, known: bool, alone: bool
) -> Said | None:
    """The command that is meant. Words that are only likely to be one count where nothing would be
    lost if they were none: 你是不是收垃圾的 tells a matter, and 不方便说 drops no draft.

    `known`: there is a report that he may speak of, as in 路灯那事办得咋样了; otherwise that is
    where he tells of it first. `alone`: one message makes up the turn, and nothing came with it.
    """
    if command is None or not command.likely:
        return command
    if not alone or talk.state in (State.CALLING, State.STAFFED):
        return None
    if command.command is Command.HURRY:
        return command
    about = known and command.command in _ABOUT_A_REPORT
    if not is_calm(said) or (_tells(said) and not about):
        return None
    fits = _fits(talk, command.command, known=known)
    rest = command.rest if command.command is Command.ELSE else ""
    return replace(command, rest=rest) if fits else None


def _fits(talk: Talk, command: Command, *, known: bool) -> bool:
    """Whether a likely command can be meant as the talk stands."""
    drafted = bool(talk.draft.messages)
    match command:
        case Command.PROGRESS:
            return known
        case Command.WITHDRAW:
            return known and not drafted
        case Command.DROP:
            return not drafted
        case Command.BACK:
            return talk.state is State.ASKING
        case Command.THANKS | Command.GREETING:
            return talk.state is State.OPEN
        case Command.ADD:  # he will say it, and what he says now may be part of it
            return False
    return True


def _command(talk: Talk, heard: Heard, command: Command) -> On:
    if heard.whose == "other":
        return On.NOT_HIS
    match command:
        case Command.WITHDRAW if talk.draft.messages and not heard.named:
            return On.DROP
        case Command.WITHDRAW:
            return On.WITHDRAW if heard.named or heard.recent else On.NOTHING_TO_WITHDRAW
        case Command.ADD if talk.draft.messages:
            return told(talk, heard)
        case Command.ADD:
            return On.MORE if heard.named or heard.recent else On.NOTHING_TO_ADD_TO
        case Command.DROP if not talk.draft.messages and talk.state is State.OPEN:
            return On.THANKS
    return _STEERING[command]


def _consent(talk: Talk, heard: Heard, question: Question) -> On:
    if heard.chosen:
        return On.YES
    return On.NO if question is Question.WITHDRAW else told(talk, heard)


def _named(heard: Heard) -> On:
    """He gave a receipt number: alone it asks for the progress, with words it adds to it."""
    if heard.whose == "other":
        return On.NOT_HIS
    return On.MORE if letters(heard.text) or heard.pictures else On.PROGRESS


def _is_done(talk: Talk, heard: Heard) -> bool:
    """Whether nothing is under way and he has no more to say."""
    under_way = talk.draft.messages or talk.state is not State.OPEN
    return not under_way and not heard.pictures and closes(heard.text)


def _belongs_to_report(talk: Talk, heard: Heard) -> bool:
    """Whether these words say more about the last report, and nothing of another matter."""
    if talk.state is not State.OPEN or not heard.recent or talk.draft.messages:
        return False
    if heard.empty or heard.beyond:
        return False
    kind = heard.said.kind
    if kind and kind.code == "chase":
        return heard.since_recent <= LATER
    if heard.since_recent > SOON and not _late_answer(talk, heard):
        return False
    return heard.same_matter


def _late_answer(talk: Talk, heard: Heard) -> bool:
    """What he says days later to the question that was open when his report was filed."""
    if talk.left is Question.WHERE:
        return bool(heard.said.places) and letters(heard.text) <= 2 * heard.short
    return talk.left is Question.WHEN and bool(heard.said.times)


def told(talk: Talk, heard: Heard) -> On:
    """What is to be done about the matter that the draft and this turn tell."""
    if heard.beyond:
        return On.BEYOND
    if heard.known and not talk.draft.messages:  # otherwise it is part of what he tells
        return On.KNOWN
    if len(heard.whole.matters) > 1 and _may_ask(talk, Question.DIVIDE):
        return On.LACKS_WHERE if _lacks_where(talk, heard) else On.SEVERAL  # it is for all of them
    if not heard.has_what:
        return _without_what(talk, heard)
    return _missing(talk, heard)


def _without_what(talk: Talk, heard: Heard) -> On:
    if _may_ask(talk, Question.WHAT):
        return On.LACKS_WHAT
    if heard.pictures and not letters(heard.text):
        return On.PICTURES
    return On.COMPLETE if heard.any_pictures and not heard.only_abuse else On.EMPTY


def _lacks_where(talk: Talk, heard: Heard) -> bool:
    return heard.wants_place and not heard.has_where and _may_ask(talk, Question.WHERE)


def _missing(talk: Talk, heard: Heard) -> On:
    if _lacks_where(talk, heard):
        return On.LACKS_WHERE
    if heard.wants_time and not heard.has_when and _may_ask(talk, Question.WHEN):
        return On.LACKS_WHEN
    return On.COMPLETE


def _may_ask(talk: Talk, question: Question) -> bool:
    """Whatever he said to it: nothing is asked twice, and no fourth question comes."""
    return question not in talk.draft.asked and talk.draft.questions < MOST_QUESTIONS


def answers(talk: Talk, heard: Heard) -> str:
    """What this turn says, as `KeptMessage.answers` has it."""
    if heard.phone:
        return "reach"
    if heard.command or (heard.chosen is not None and talk.state is State.ASKING):
        return "" if heard.command and heard.command.rest else "aside"
    if (talk.draft.messages or heard.recent) and _CORRECTION.match(heard.text.strip()):
        return "where" if heard.said.places else ""
    asked = talk.question if talk.state is State.ASKING else talk.left
    if is_abuse(heard.text):
        return "aside"
    if asked is None or letters(heard.text) > 2 * heard.short:
        return "" if letters(heard.text) or heard.pictures else "aside"
    if _NOT_SAID.fullmatch(heard.text.strip()):
        return "aside"
    return _answered_with(asked, heard)


def _answered_with(question: Question, heard: Heard) -> str:
    """A short answer is taken for one even where no place or time is seen in it."""
    wordless = heard.is_short and not heard.said.category
    if len(heard.said.matters) > 1:
        return ""
    if question is Question.WHERE and (heard.names_place or wordless):
        return "where"
    if question is Question.WHEN and (heard.names_time or wordless):
        return "when"
    return ""
