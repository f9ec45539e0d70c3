"""What the door for customer service must know of its enterprise."""

from __future__ import annotations

from pydantic import Field

from channels.weixin.corp import CorpSettings

WELCOME = (
    "这里是 12345 诉求受理。请用一两句话说明什么事、在哪里，可附照片或位置；我们会给您一个编号。\n"
    "This is the 12345 hotline. Say in a sentence or two what is wrong and where; "
    "pictures and positions are welcome. You will get a number."
)


class KefuSettings(CorpSettings):
    """`accounts` are the open_kfid of the accounts to fetch from; `poll` is in seconds.

    `welcome` is said to whoever enters for the first time in 48 hours ("": nothing).
    """

    accounts: tuple[str, ...] = Field(min_length=1)
    poll: float = Field(default=180, gt=0)
    welcome: str = WELCOME
