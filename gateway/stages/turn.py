"""What a deed of the conversation is given, and what all deeds share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.conversation.commands import command_in
from gateway.conversation.heard import Heard, letters
from gateway.conversation.talk import Draft, Talk
from gateway.reports import KeptMessage, Report
from gateway.stages.adding import Add
from gateway.stages.announcing import Announce
from gateway.stages.filing import FileDraft
from gateway.stages.speaking import Speak
from gateway.store import reports
from gateway.town import Town
from nlp.abuse import is_abuse

SUMMARY = 30  # characters, or twice as many where words are in Latin letters
LEAST = 4  # letters of a draft that is worth a report, if its citizen falls silent
_LINK = re.compile(
    r"(?:https?://|www\.)\S*|\b[\w-]+\.(?:com|cn|net|org|top|xyz)\b\S*", re.IGNORECASE
)

# whom he greets and who he is: both sides know that
_SALUTATION = re.compile(
    r"^(?:(?:(?:尊敬的|敬爱的)?(?:各位)?(?:领导|同志|师傅|书记|市长|12345|话务员|工作人员|客服)|[您你](?:们)?好|早上好|下午好|晚上好|哎)"
    r"(?:[们啊呀哈]|您好|你好)*[,，。.!！:：、\s]+"
    r"|(?:我叫|我是|本人姓?|我姓)[\u4e00-\u9fff]{2,4}[,，。、\s]+"
    r"|(?:我的?)?(?:电话|手机号?|联系方式|联系电话)(?:是|为|[:：])?\s*[\d\s-]{7,15}[,，。、\s]+)+"
)

# the talk, and the messages that have moved
Outcome = tuple[Talk, Sequence[KeptMessage]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a deed is given: the talk in its next state, what was said now, and the draft so far.

    `heard` is None, and `said` empty, where no citizen spoke: then `user` may have acted, and
    `file` says whether what was said becomes a report.
    """

    talk: Talk
    said: Sequence[KeptMessage]
    draft: Sequence[KeptMessage]
    heard: Heard | None = None
    user: str = ""
    file: bool = False

    @property
    def all(self) -> Sequence[KeptMessage]:
        return [*self.draft, *self.said]

    @property
    def words(self) -> Heard:
        assert self.heard is not None  # only deeds that follow a citizen's turn ask
        return self.heard

    @property
    def about(self) -> str:
        """The report he names, or else the last one talked of."""
        return (self.heard.named or self.heard.recent if self.heard else "") or self.talk.report_id


Deed = Callable[[Connection, Turn], Outcome]


@dataclass(frozen=True, slots=True)
class Tools:
    """What every deed may need."""

    town: Town
    clock: Clock
    speak: Speak
    file: FileDraft
    add: Add
    announce: Announce

    def report(self, connection: Connection, id_: str) -> Report | None:
        return reports.get(connection, id_) if id_ else None

    def tell(self, template: str) -> Deed:
        """Says only this; what was said needs no report."""

        def tell(connection: Connection, turn: Turn) -> Outcome:
            told = self.speak.say(connection, turn.talk, template)
            return told, self.file.talked(connection, turn.said)

        return tell

    def filed(
        self, connection: Connection, turn: Turn, *, alarm: float | None = None
    ) -> tuple[Talk, Report, Sequence[KeptMessage]]:
        """One report of the draft and this turn; the talk has nothing under way then."""
        talk = turn.talk
        report, settled = self.file.one(connection, turn.all, talk.sender, alarm=alarm)
        filed = replace(emptied(talk), report_id=report.id, reported_at=self.clock(), left=None)
        return filed, report, settled


def ids(kept: Sequence[KeptMessage]) -> tuple[str, ...]:
    return tuple(one.id for one in kept)


def emptied(talk: Talk) -> Talk:
    return talk.with_draft(Draft())


def summary(kept: Sequence[KeptMessage]) -> str:
    return short(" ".join(one.message.text for one in kept if not one.answers))


def short(told: str) -> str:
    """One line of it, without links, which are not ours to pass on, and without a last mark."""
    plain = " ".join(_LINK.sub("", told).split()).rstrip("。.！!？?，,；;、 ")
    plain = _SALUTATION.sub("", plain) or plain
    if plain[:SUMMARY].isascii() and len(plain) > SUMMARY * 2:
        return f"{plain[: SUMMARY * 2].rpartition(' ')[0]}…"
    most = SUMMARY * 2 if plain[:SUMMARY].isascii() else SUMMARY
    return plain if len(plain) <= most else f"{plain[:most]}…"


def says_something(kept: Sequence[KeptMessage]) -> bool:
    """Whether there is anything in it that staff could act on."""
    told = [one for one in kept if one.answers != "aside" and not command_in(one.message.text)]
    words = "".join(one.message.text for one in told)
    pictures = any(one.message.attachments for one in told)
    return pictures or (letters(words) >= LEAST and not is_abuse(words))
