"""What may stand in the table of the web chat."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from channels.base import ChannelSettings

Origin = Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")]


class WebchatSettings(ChannelSettings):
    """`origins`: the sites that may embed the chat, such as `https://www.example.gov.cn`.

    `patience`: seconds a reply waits for a citizen who is away before another way to him is
    taken. `days`: how long replies are kept for him. `connections`: open at a time in one
    process, and `per_address` from one address; a mobile carrier may hide many citizens in one.
    """

    name_zh: str = Field(default="", max_length=20)  # of the city, before "12345"
    name_en: str = Field(default="", max_length=40)
    origins: tuple[Origin, ...] = ()
    patience: int = Field(default=300, ge=0, le=900)
    days: int = Field(default=30, ge=1, le=365)
    connections: int = Field(default=2000, ge=1)
    per_address: int = Field(default=100, ge=1)
