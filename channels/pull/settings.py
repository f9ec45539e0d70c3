"""What stands in the settings about one partner: where his items lie and how to read them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from channels.base import ChannelSettings

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+")]
# with its path, so that no other host begins with the same characters
Place = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+/")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spot(_Table):
    """Where one of our fields stands in the partner's item.

    `path` is dotted: `place.gps.0`; `*` stands for every entry of a list. `otherwise` is taken
    where nothing stands there. `values` turns his words into ours; any other word is nothing.
    """

    path: str = ""
    otherwise: str = ""
    values: dict[str, str] = {}


def _spot(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


Mapped = Annotated[Spot, BeforeValidator(_spot)]
NOWHERE = Spot()


class Fields(_Table):
    """Ours, each with its place in the partner's item; only `id` must be there."""

    id: Mapped
    text: Mapped = NOWHERE
    title: Mapped = NOWHERE
    sent_at: Mapped = NOWHERE
    occurred_at: Mapped = NOWHERE
    address: Mapped = NOWHERE
    latitude: Mapped = NOWHERE
    longitude: Mapped = NOWHERE
    name: Mapped = NOWHERE
    phone: Mapped = NOWHERE
    anonymous: Mapped = NOWHERE
    confidential: Mapped = NOWHERE
    enterprise: Mapped = NOWHERE
    kind: Mapped = NOWHERE
    category: Mapped = NOWHERE
    medium: Mapped = NOWHERE
    link: Mapped = NOWHERE
    attachments: Mapped = NOWHERE


class Paging(_Table):
    """`next` is where the page says what to ask `parameter` for; without it, pages are counted."""

    parameter: str
    next: str = ""
    first: int = 1


class Watermark(_Table):
    """How far we have read. `field` is a path in the item, `parameter` what the partner is asked.

    `overlap` is how far back each round begins, in seconds, or in units of a number.
    """

    field: str
    parameter: str
    written: Literal["time", "seconds", "milliseconds", "number"] = "time"
    overlap: float = Field(default=3600, ge=0)
    first: str = ""  # where the very first round begins; empty: everything there is


class WriteBack(_Table):
    """Where the partner hears how it goes: `{id}` in the address stands for his own id."""

    url: Address
    id: str = "id"  # what he calls them
    text: str = "text"


class PullSettings(ChannelSettings):
    """`headers` go with every request; with `key` and `secret` each request is signed besides.

    Neither goes to an address of `media` on another host than `url`.
    """

    url: Address
    interval: float = Field(default=60, ge=1, le=86400)  # seconds between two rounds
    query: dict[str, str] = Field(default={})
    headers: dict[str, SecretStr] = Field(default={})
    key: str = ""
    secret: SecretStr = SecretStr("")
    items: str = ""  # the path of the list in the page; empty: the page is the list
    paging: Paging | None = None
    watermark: Watermark | None = None
    fields: Fields
    chinese_map: bool = False  # his positions are those of Chinese maps (GCJ-02)
    media: tuple[Place, ...] = ()  # attachments are fetched from these addresses only
    status: WriteBack | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.key) != bool(self.secret.get_secret_value()):
            raise ValueError("key 与 secret 须同时填写|key and secret go together")
        return self

    def may_fetch(self, link: str) -> bool:
        return link.startswith(self.media)
