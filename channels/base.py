"""The contract of a door: what a channel is, can do and may raise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from aiohttp import ClientSession, web
from pydantic import BaseModel, ConfigDict

from channels.message import Attachment, InboundMessage, Receipt, Reply

Deliver = Callable[[InboundMessage], Awaitable[Receipt]]


class TryAgain(Exception):
    """A passing failure (time-out, 5xx, 429, connection lost): the same call may succeed later."""


class Refused(Exception):
    """A lasting failure (blocked, unknown recipient, too large): never try this again."""


class NotSupported(Exception):
    """The channel was asked for an ability it never claimed: a bug of the caller."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a message, in words for the person who sent it.

    `field` names the field of the message; `code` is stable, for machines.
    """

    field: str
    code: str
    zh: str
    en: str

    def says(self, language: str) -> str:
        return self.en if language == "en" else self.zh


class Unacceptable(Exception):
    """The gateway will not keep this message as it is; nothing of it has been kept."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class IdReused(Unacceptable):
    """The external id is known, but with other content."""

    def __init__(self) -> None:
        super().__init__(
            Problem(
                "external_id",
                "id-reused",
                "这个编号已用于另一条内容，请换一个新编号。",
                "This id was already used for different content; use a new id.",
            )
        )


@dataclass(frozen=True, slots=True)
class Window:
    """How long, and how many times, `send` works after a citizen's message."""

    lasts: timedelta
    messages: int


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel says it can do, as data that anybody may ask for without trying."""

    reply_now: bool = False  # the receipt travels back in the same exchange
    reply_later: bool = False  # send() reaches the citizen at any time
    attachments: frozenset[str] = frozenset()  # kinds that download() can give
    location: bool = False
    choices: bool = False  # can show buttons or a numbered menu
    longest_reply: int | None = None  # characters, unless the channel says otherwise
    window: Window | None = None


class ChannelSettings(BaseModel):
    """What may stand in a channel's table of the settings file; unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel:
    """A door citizens come in by.

    A channel is called upon (`routes`) or goes and looks (`listen`), or both. It keeps
    nothing open between calls: what `listen` opens, `listen` closes when it is cancelled.
    """

    name: ClassVar[str]  # in URLs, settings, the database; never changes
    mount: ClassVar[str] = (
        ""  # where `routes` begin; /channels/<name> unless the door says otherwise
    )
    label: ClassVar[tuple[str, str]]  # for people: Chinese, English
    abilities: ClassVar[Abilities]
    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings

    def __init_subclass__(cls) -> None:
        cls.mount = cls.mount or f"/channels/{cls.name}"

    def __init__(self, settings: Any, http: ClientSession) -> None:
        self.settings = settings
        self.http = http

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        """The requests this channel answers, relative to its own mount point."""
        return ()

    async def listen(self, deliver: Deliver) -> None:
        """Fetch messages until cancelled; a channel that is only called upon returns at once."""

    async def send(self, recipient: str, reply: Reply) -> None:
        """Tell the citizen something outside any request of his.

        Raises TryAgain, Refused, NotSupported.
        """
        raise NotSupported(f"{self.name} cannot send")

    async def download(self, attachment: Attachment) -> bytes:
        """The bytes of an attachment. Raises TryAgain, Refused, NotSupported."""
        if attachment.content is None or attachment.kind not in self.abilities.attachments:
            raise NotSupported(f"{self.name} cannot download")
        return attachment.content
