"""What arrives through a door and what goes back out of it, in one shape for all doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Language = Literal["zh", "en"]
RECORDING = "recording"  # a `Source.medium`: a call, whose `aside` is what was said in it


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, voice, video or file that came with a message.

    `content` is there only when the door received the bytes themselves (a web form);
    otherwise `reference` is what the door's `download` needs to fetch them.
    """

    kind: Literal["image", "voice", "video", "file"]
    reference: str
    name: str = ""
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Location:
    """Where it happened: WGS 84 degrees, or words, or both."""

    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes, as far as he says so."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    anonymous: bool = False
    confidential: bool = False
    enterprise: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a door noticed about a message, for staff: Chinese and English."""

    zh: str = field(repr=False)
    en: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was published or recorded: a newspaper and the link, a recording's reference."""

    medium: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """A payload as it arrived, kept so that its door can read it again (`Channel.again`).

    `about` is what else that takes, such as a content type; never a secret or a signature.
    """

    door: str  # its name; Channel.raw fills it in
    content: bytes = field(repr=False)
    about: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message as it arrived; kept before it is acknowledged, never changed.

    `external_id` is the provider's own id: the same message delivered twice carries the same one.
    `sender` means something to its channel only; "" when the citizen cannot be told apart.
    `thread` is the same for messages of one sender that belong together (an album, a message and
    its later edit, a mail and the replies to it): the first opens a report, the others add to it.
    `aside` is kept and shown, but not taken for the citizen's own words: quoted text, a signature,
    a transcript. `remarks` are what the door noticed, for staff. `line` is the name of the service
    line that was called, where a door answers several.
    `refers_to` is the receipt number of an earlier report, when the citizen gave one; `proven`
    says that its door has proof it is his own (he holds its secret link), so it may add to it.
    `public` is what others heard too, in a group: no conversation is held over it.
    """

    channel: str
    account: str
    external_id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    sent_at: datetime
    title: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    location: Location = Location()
    person: Person = Person()
    occurred_at: datetime | None = None
    kind: str = ""
    category: str = ""
    refers_to: str = ""
    proven: bool = False
    language: Language = "zh"
    thread: str = ""
    aside: str = field(default="", repr=False)
    remarks: tuple[Remark, ...] = ()
    source: Source | None = None
    line: str = ""
    public: bool = False
    raw: Raw | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None:
            raise ValueError("sent_at needs a time zone")
        if self.occurred_at is not None and self.occurred_at.tzinfo is None:
            raise ValueError("occurred_at needs a time zone")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The promise given for a kept message: its number, its secret link, the words to say.

    Without words nothing is said now: a conversation answers, by `send`.
    """

    number: str
    link: str = field(repr=False)  # path of the progress page, secret part included
    words: str = field(repr=False)  # in the language of the message
    known: bool = False  # this very message had been kept before


@dataclass(frozen=True, slots=True)
class Reply:
    """Words for one citizen, with the answers he may choose from.

    `id` is the same at every try to say it, and never that of anything else said to him; "" for
    what is tried once only.
    """

    text: str = field(repr=False)
    choices: tuple[str, ...] = ()
    id: str = ""
