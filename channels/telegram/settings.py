"""What may stand in the settings of a Telegram door."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, model_validator

from channels.base import ChannelSettings

API = "https://api.telegram.org"


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d{3,20}:[A-Za-z0-9_-]{10,100}", value.get_secret_value()):
        raise ValueError("this is no bot token")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    # Bot API, setWebhook: 1 to 256 of these characters; shorter than 16 could be guessed
    if not re.fullmatch(r"(?:[A-Za-z0-9_-]{16,256})?", value.get_secret_value()):
        raise ValueError("16 to 256 letters, digits, _ or -")
    return value


class TelegramSettings(ChannelSettings):
    """With `webhook`, our public address of /updates, Telegram calls us; without, we go and look.

    `api` may name a Bot API server of one's own.
    """

    token: Annotated[SecretStr, AfterValidator(_token)]
    api: str = Field(default=API, pattern=r"^https?://[^\s/]+$")
    webhook: str = Field(default="", pattern=r"^(?:https?://\S+)?$")
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = SecretStr("")

    @property
    def bot_id(self) -> int:
        return int(self.token.get_secret_value().partition(":")[0])

    @model_validator(mode="after")
    def _guarded(self) -> TelegramSettings:
        if self.webhook and not self.webhook_secret.get_secret_value():
            raise ValueError("a webhook needs a webhook_secret")
        return self
