"""What a channel brings to the contract suite: what really arrives, and what to make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Self, TypeVar, cast

from channels.base import Channel
from channels.message import InboundMessage, Reply
from tests.channels.far_side import Asked, FakeProvider

T = TypeVar("T")

PROVIDER = "PROVIDER"  # stands for the address of the far side, in settings and payloads


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it arrives; `path` is relative to the channel's mount."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a citizen's program says on a WebSocket of its own; `body` is the message's frame.

    `settles` gives the HTTP status that an answer stands for, None if it settles nothing yet;
    `confirms` is what the program answers to a frame of the door, None for nothing.
    """

    path: str
    body: bytes
    headers: Mapping[str, str]
    settles: Callable[[str], int | None]
    confirms: Callable[[str], str | None] = lambda _frame: None
    greeting: tuple[str, ...] = ()
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A door that is called upon. Functions, because a signature carries the present time.

    `stale` is the genuine request signed a day ago; `wrapped` puts any body into a request that is
    genuine otherwise, so that the suite can try bodies of its own; `largest` is the door's limit.
    """

    genuine: Callable[[], Sent | Spoken]
    garbled: Callable[[], Sent | Spoken]
    wrapped: Callable[[bytes], Sent | Spoken]
    largest: int  # bytes
    forged: Callable[[], Sent | Spoken] | None = None
    stale: Callable[[], Sent | Spoken] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A door that goes and looks: what the far side answers at `path`.

    `genuine` holds the one message, `garbled` something unreadable before it, `empty` nothing;
    the far side gives the message until a request that `confirms`. `rings` is what the far side
    sends when something waits, where it does so.
    """

    path: str
    genuine: object
    garbled: object
    empty: object
    confirms: Callable[[Asked], bool]
    rings: Callable[[], Sent] | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """Another kind of message of the same door: how it arrives, and what to make of it.

    `arrives` makes a request, or is what the far side holds, as with the specimen's own message.
    """

    arrives: Callable[[], Sent | Spoken] | object
    expected: InboundMessage


@dataclass(frozen=True, slots=True)
class Sending:
    """What `send` is given; it must arrive at the far side.

    `named` is what the far side calls the recipient, where that is more than one word or another.
    """

    recipient: str
    reply: Reply
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Specimen:
    """`expected` is the whole message; `timed_here` if its sent_at is the moment of arrival,
    `numbered_here` if the door makes up its external_id.

    `opens` reads the door's answer to a request, where that is encrypted. `picks` is how the answer
    that a citizen chose from `sending` arrives (its place, from 1, and its words); it makes a
    request, or what the far side holds, for every door that `chats`. `beside` opens servers
    that speak something else than HTTP for the far side; it gives what stands for their addresses.
    """

    settings: Mapping[str, object]
    arrives: Request | Waiting
    expected: InboundMessage
    timed_here: bool = False
    numbered_here: bool = False
    account: str = ""  # which of several of its kind the door is
    answers: Mapping[str, object] = field(default_factory=dict)
    sending: Sending | None = None
    besides: tuple[Besides, ...] = ()
    opens: Callable[[str], str] = str
    picks: Callable[[int, str], object] | None = None
    beside: Callable[[FakeProvider], AbstractAsyncContextManager[Mapping[str, str]]] | None = None
    downloads: Mapping[str, bytes] = field(default_factory=dict)  # reference to content
    secrets: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[InboundMessage, ...]:
        return (self.expected, *(other.expected for other in self.besides))

    def at(self, url: str, sign: str = PROVIDER) -> Self:
        """The same with the far side's address put in, wherever its sign stands."""
        arrives = self.arrives
        if isinstance(arrives, Waiting):
            arrives = addressed(arrives, url, sign)
        return replace(
            self,
            settings=addressed(self.settings, url, sign),
            arrives=arrives,
            expected=addressed(self.expected, url, sign),
            besides=addressed(self.besides, url, sign),
            downloads=addressed(self.downloads, url, sign),
        )


def addressed(value: T, url: str, sign: str = PROVIDER) -> T:
    """Plain data and frozen dataclasses, as deep as they are, with `url` where the sign stands."""

    def within(inner: Any) -> Any:
        return addressed(inner, url, sign)

    put: Any = value
    match value:
        case str():
            put = value.replace(sign, url)
        case bytes():
            put = value.replace(sign.encode(), url.encode())
        case Mapping():
            put = {within(name): within(inner) for name, inner in value.items()}
        case list() | tuple():
            put = type(value)(within(inner) for inner in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            changed = {each.name: within(getattr(value, each.name)) for each in fields(value)}
            put = replace(value, **changed)
    return cast(T, put)


def pushed(specimen: Specimen) -> bool:
    return isinstance(specimen.arrives, Request)


def guarded(specimen: Specimen) -> bool:
    return isinstance(specimen.arrives, Request) and specimen.arrives.forged is not None


def speaks(specimen: Specimen) -> bool:
    """Whether its citizens are reached down a line they keep open."""
    return isinstance(specimen.arrives, Request) and isinstance(specimen.arrives.genuine(), Spoken)


def sends(channel: type[Channel]) -> bool:
    return channel.abilities.reply_later
