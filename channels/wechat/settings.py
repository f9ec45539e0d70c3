"""What may stand in a WeChat account's table of the settings file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from channels.base import ChannelSettings
from channels.weixin.crypto import AES_KEY


class Notice(ChannelSettings):
    """What is sent when the 48 hours are over: a template message, or a subscription notice.

    `fields` by their names in the template, each with words in which {text} is the beginning of
    what is to be told, {link} the link in it, {time} the present time.
    """

    kind: Literal["template", "subscription"] = "template"
    id: str = Field(pattern=r"^[\w-]{10,64}$")
    fields: Mapping[str, str] = Field(min_length=1, max_length=10)


class WechatSettings(ChannelSettings):
    """`token` and `aes_key` as they stand in the platform's console under "消息与事件推送".

    With `aes_key` only encrypted pushes are taken (the secure mode, or the compatible one);
    without it only plain ones. `original_id` (gh_…) lets the door refuse other accounts' messages.
    """

    app_id: str = Field(pattern=r"^wx[0-9A-Za-z]{8,30}$")
    app_secret: SecretStr = Field(min_length=16)
    token: SecretStr = Field(min_length=3, max_length=32)
    aes_key: SecretStr | None = None
    original_id: str = ""
    api: str = Field(default="https://api.weixin.qq.com", pattern=r"^https?://[^/]+$")
    together: int = Field(default=60, ge=0, le=600)  # seconds in which a citizen's messages are one
    welcome: str = ""  # empty: our own words, in Chinese and English
    menu: Mapping[str, str] = {}  # words for the keys of the account's menu
    notice: Notice | None = None

    @model_validator(mode="after")
    def _key_is_one(self) -> Self:
        if self.aes_key and not re.fullmatch(AES_KEY, self.aes_key.get_secret_value()):
            raise ValueError("aes_key: 43 letters and digits")
        return self
