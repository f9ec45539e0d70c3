"""What the Open311 door must know: its partners, their keys, and where their pictures lie."""

from __future__ import annotations

import hmac
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from channels.base import ChannelSettings

Key = Annotated[SecretStr, Field(min_length=16)]
# with its path, so that no other host begins with the same characters
Place = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+/")]


class Open311Partner(BaseModel):
    """`keys`: several, so that one can be replaced while the other is still in use.

    `media`: pictures are fetched from addresses that begin with one of these, from nowhere else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    keys: tuple[Key, ...] = Field(min_length=1)
    media: tuple[Place, ...] = ()


class Open311Settings(ChannelSettings):
    """`partners` by their id; `jurisdiction` is ours, or "" where nobody asks for one.

    `same_within` is for how many hours an identical request is the same request.
    """

    partners: dict[str, Open311Partner] = Field(min_length=1)
    jurisdiction: str = ""
    contact: str = ""
    same_within: int = Field(default=24, ge=1, le=24 * 30)  # hours

    def owner(self, key: str) -> str | None:
        """Whose key this is; every key is compared, in the same time whatever is wrong."""
        given = key.encode("utf-8", "replace")
        found = None
        for name, partner in self.partners.items():
            for known in partner.keys:
                if hmac.compare_digest(known.get_secret_value().encode(), given):
                    found = name
        return found

    def may_fetch(self, link: str) -> bool:
        """Whether any partner may send this address; `Open311Partner.media` are each one's own."""
        return any(link.startswith(partner.media) for partner in self.partners.values())
