"""What the door for customer service must know of its enterprise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from channels.weixin.corp import WELCOME, CorpSettings

OpenKfId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]


class KefuSettings(CorpSettings):
    """`accounts` are the open_kfid of the accounts to fetch from; `poll` is in seconds.

    `welcome` is said to whoever enters for the first time in 48 hours ("": nothing).
    """

    accounts: tuple[OpenKfId, ...] = Field(min_length=1)
    poll: float = Field(default=180, gt=0)
    welcome: str = WELCOME
