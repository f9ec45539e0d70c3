"""What a delivery status notification says (RFC 3464, 6522) about a mail that we sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels.mail.letter import Letter

_STATUS = re.compile(rb"(?mi)^Status[ \t]*:[ \t]*([245])\.(\d{1,3})\.(\d{1,3})")
_ACTION = re.compile(rb"(?mi)^Action[ \t]*:[ \t]*(\w{1,20})")
_ID = re.compile(rb"(?mi)^Message-ID[ \t]*:\s*<([!-;=?-~]{1,300})>")
_FULL = "5.2.2"  # RFC 3463: mailbox full; it will not stay so


@dataclass(frozen=True, slots=True)
class Bounce:
    """`lasting` if the address will never take mail; `about` are the ids of the mails returned."""

    status: str
    lasting: bool
    about: tuple[str, ...]


def bounce_of(letter: Letter) -> Bounce | None:
    """None for a mail that is no report about a delivery."""
    if letter.part.type != "multipart/report":
        return None
    notices = [p for p in letter.part.walk() if p.type in _NOTICES]
    if not notices:
        return None
    said = b"\n".join(part.content for part in notices)
    status = _STATUS.search(said)
    action = _ACTION.search(said)
    code = ".".join(part.decode() for part in status.groups()) if status else ""
    failed = action is None or action[1].lower() == b"failed"
    lasting = failed and code.startswith("5") and code != _FULL
    return Bounce(code, lasting, tuple(_returned(letter)))


_NOTICES = ("message/delivery-status", "message/global-delivery-status")


def _returned(letter: Letter) -> Iterator[str]:
    """The ids in the mail, or its header, that came back with the notice."""
    for part in letter.part.walk():
        if part is not letter.part and part.type in (
            "message/rfc822",
            "message/rfc822-headers",
            "text/rfc822-headers",
        ):
            yield from (found[1].decode("ascii") for found in _ID.finditer(part.content))
