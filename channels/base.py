"""The contract of a door: what a channel is, can do and may raise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Protocol

from aiohttp import ClientSession, web
from pydantic import BaseModel, ConfigDict

from channels.message import Attachment, InboundMessage, Raw, Receipt, Reply
from channels.records import Records

Deliver = Callable[[InboundMessage], Awaitable[Receipt]]


class TryAgain(Exception):
    """A passing failure (time-out, 5xx, 429, connection lost): the same call may succeed later."""


class Refused(Exception):
    """A lasting failure (blocked, unknown recipient, too large): never try this again."""


class Absent(Exception):
    """The citizen is not there to hear it: the door keeps it for him, and nothing is wrong."""


class Away(Absent, TryAgain):
    """He may come back."""


class Gone(Absent, Refused):
    """He has stayed away for too long: his next way is to be taken."""


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


class Unavailable(Exception):
    """The gateway cannot keep anything just now (its database is away); nothing has been kept."""


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
    phones: bool = False  # send() takes a phone number: the way to whoever left only that
    window: Window | None = None
    chats: bool = False  # citizens talk through it: a conversation answers them, by send()


class Shelf(Protocol):
    """What a door must remember between calls, in the store, shared by every process.

    Keys are the door's own; values are text of any length.
    """

    async def get(self, key: str) -> str | None:
        """None when nothing stands there, or no longer."""

    async def put(self, key: str, value: str, lasts: timedelta | None = None) -> None:
        """Whatever stood there before is replaced; None lasts for ever."""

    async def swap(
        self, key: str, old: str | None, new: str, lasts: timedelta | None = None
    ) -> bool:
        """Replaces `old` (None: nothing) with `new`; False if something else stands there."""

    async def drop(self, key: str) -> None:
        """Forget it, if it was there."""


class Park(Protocol):
    """Keeps a genuine payload that cannot become a message, for people to look at.

    The same payload parked twice is kept once. `problem` says why, without quoting the payload.
    If `about` has the receipt number that it `refers_to`, that report's history says so.
    """

    async def __call__(self, raw: Raw, problem: Problem) -> None: ...


class Spool(Protocol):
    """Keeps a genuine payload on this machine's disk until the database is back.

    Durable when it returns. It is read with `Channel.again` and delivered then; a receipt goes out
    by `send`. Only for providers that soon stop asking: whoever can wait is told to come again.
    """

    async def __call__(self, raw: Raw) -> None: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """What the gateway lends to a door."""

    http: ClientSession
    shelf: Shelf
    park: Park
    spool: Spool
    records: Records


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure of a door for the desk, such as the calls it has left today."""

    zh: str
    en: str
    value: str


class ChannelSettings(BaseModel):
    """What may stand in a channel's table of the settings file; unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel:
    """A door citizens come in by.

    A channel is called upon (`routes`) or goes and looks (`listen`), or both. It keeps
    nothing open between calls: what `listen` opens, `listen` closes when it is cancelled.
    A kind of channel may be open several times: each has its own account, settings and mount.
    """

    name: ClassVar[str]  # the kind: in settings and in the database; letters only, never changes
    mounted_at: ClassVar[str] = ""  # for a door that has its one place on the site
    label: ClassVar[tuple[str, str]]  # for people: Chinese, English
    abilities: Abilities  # of the kind; a door may have fewer, as its settings say
    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings

    def __init__(self, account: str, settings: Any, ports: Ports) -> None:
        self.account = account  # "" when it is the only one of its kind
        self.settings = settings
        self.ports = ports

    @property
    def door(self) -> str:
        """The name of this very door: its kind, and its account where there are several."""
        return f"{self.name}-{self.account}" if self.account else self.name

    @property
    def mount(self) -> str:
        """Where `routes` begin."""
        return self.mounted_at or f"/channels/{self.door}"

    def serves(self, account: str) -> bool:
        """Whether messages of its kind that came to this account came through this door."""
        return account == self.account

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        """The requests this channel answers, relative to its own mount point."""
        return ()

    async def listen(self, deliver: Deliver) -> None:
        """Fetch messages until cancelled; a channel that is only called upon returns at once.

        Raises TryAgain when the far side cannot be fetched from; it is begun again later.
        """

    def converses(self, message: InboundMessage) -> bool:
        """Whether a conversation with its sender, and nobody else, may be held over it."""
        return self.abilities.chats and bool(message.sender) and not message.public

    async def hang_up(self) -> None:
        """Close what callers keep open (a WebSocket): the site is closing."""

    def raw(self, content: bytes, **about: str) -> Raw:
        """This door's payload, for `InboundMessage.raw` and for parking."""
        return Raw(self.door, content, about)

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        """What a kept payload says, read afresh; that it is genuine was seen when it came.

        Raises KeyError, TypeError, ValueError, Rejected for what cannot be read, and Unacceptable
        for what this door does not take.
        """
        raise NotSupported(f"{self.name} cannot read again")

    def leaves_to_staff(self, raw: Raw) -> bool:
        """Whether it was read and found to be no report: only a person brings it in after all."""
        return False

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

    async def gauges(self) -> Iterable[Gauge]:
        """Figures for the desk; quick, and from what it knows already."""
        return ()
