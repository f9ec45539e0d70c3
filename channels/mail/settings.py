"""What may stand in a mailbox's table of the settings file."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from channels.base import ChannelSettings


class MailSettings(ChannelSettings):
    """One mailbox, or one folder of it; another folder is another door."""

    address: str = Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$")  # ours; citizens see it
    name: str = Field(default="市长信箱", max_length=60)  # beside the address
    also: tuple[str, ...] = ()  # other addresses of ours, whose mail is never a report
    imap: str = Field(pattern=r"^imaps?://[^\s/@:]+(:\d{1,5})?/?$")
    smtp: str = Field(default="", pattern=r"^$|^(smtps?|smtp\+starttls)://[^\s/@:]+(:\d{1,5})?/?$")
    user: str = Field(min_length=1)
    password: SecretStr
    authority: Path | None = None  # a certificate to trust besides the system's
    folder: str = "INBOX"
    done: str = ""  # folder that a mail moves to once it is kept; empty: it stays, marked as seen
    envelope_sender: str = ""  # empty: <>, as RFC 3834 asks; some providers insist on an address
    poll: float = Field(default=120, gt=0, le=540)  # seconds between looks, whatever IDLE says
    largest: int = Field(default=40, ge=1, le=200)  # MB of a mail; a larger one is parked
    answers_a_day: int = Field(default=20, ge=1)  # to one address: no loop outlives it
