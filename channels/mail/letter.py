"""A mail as the gateway understands it: who wrote what, when, in answer to what."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property

from channels.mail.bodies import bodies, joined, text_and_quotation
from channels.mail.charsets import clean, header_text
from channels.mail.enclosures import Enclosures, enclosed
from channels.mail.mime import Part, Unreadable, take_apart
from channels.mail.quoting import Said, own_words

LONGEST_ADDRESS = 200  # characters; RFC 5321 allows 254, the gateway keeps 200
LONGEST_ID = 180
MOST_REFERENCES = 200  # the newest are looked at
CLOCKS_DIFFER = timedelta(minutes=10)

_ADDRESS = r"[^\s<>()\[\]\\,;:\"@]{1,64}@[A-Za-z0-9\-._]{1,200}"
_IN_BRACKETS = re.compile(rf"<\s*({_ADDRESS})\s*>")
_BARE = re.compile(_ADDRESS)
_ID = re.compile(rb"<([!-;=?-~]{1,300})>")
_ANSWER = re.compile(
    r"^\s*(?:(?:re|aw|fw|fwd|回复|答复|回覆|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)


@dataclass(frozen=True)
class Letter:
    """A mail taken apart; `arrived` is when our server received it."""

    part: Part = field(repr=False)
    arrived: datetime

    @cached_property
    def sender(self) -> str:
        """The bare address of whoever wrote it, in lower case; "" without one."""
        return address(self.part.first("from"))

    @cached_property
    def name(self) -> str:
        """His name, as far as he gives one."""
        shown = header_text(self.part.first("from")[:4000])
        name = _IN_BRACKETS.sub("", shown).strip().strip("\"'").strip()
        return "" if _BARE.fullmatch(name) else name[:80]

    @cached_property
    def subject(self) -> str:
        return self.part.says("subject")

    @property
    def topic(self) -> str:
        """The subject without what answering and forwarding put before it."""
        return _ANSWER.sub("", self.subject)

    @cached_property
    def message_id(self) -> str:
        """The sender's own id of this mail; "" when there is none that can be used."""
        found = next(_ids(self.part.first("message-id")), "")
        return found if len(found) <= LONGEST_ID else ""

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same mail where its id cannot be relied on: sender, date, content."""
        marks = (self.sender.encode(), self.part.first("date"), self.subject.encode())
        digest = hashlib.sha256(b"\0".join(marks))
        for part in self.part.walk():
            digest.update(b"\0" + part.content)
        return f"sha256:{digest.hexdigest()}"

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The ids of the mails it answers, oldest first."""
        named = [*_ids(self.part.first("references")), *_ids(self.part.first("in-reply-to"))]
        return tuple(dict.fromkeys(named[-MOST_REFERENCES:]))

    @cached_property
    def dated(self) -> datetime | None:
        """When it was written, as the sender's clock has it."""
        try:
            found = parsedate_to_datetime(self.part.says("date")[:100])
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    @property
    def sent_at(self) -> datetime:
        """When it was written; when it arrived, if the date is missing or cannot be right."""
        dated = self.dated
        return dated if dated and not self.misdated else self.arrived

    @property
    def misdated(self) -> bool:
        """Whether the date lies after its arrival or absurdly long before it."""
        dated = self.dated
        if dated is None:
            return False
        return not (self.arrived - timedelta(days=3650) < dated <= self.arrived + CLOCKS_DIFFER)

    @cached_property
    def said(self) -> Said:
        text, quoted = text_and_quotation(tuple(bodies(self.part)))
        said = own_words(text, self.name, self.sender)
        if not re.search(r"\w", said.own) and quoted:
            return Said(quoted, "")  # nothing but what is quoted: that is the message
        return Said(said.own, joined((said.aside, quoted)))

    @cached_property
    def enclosures(self) -> Enclosures:
        return enclosed(self.part)

    def header(self, name: str) -> str:
        return self.part.says(name)

    def has(self, name: str) -> bool:
        return any(True for _ in self.part.all(name))


def read_letter(mail: bytes, arrived: datetime) -> Letter:
    """Raises Unreadable for what cannot be taken apart or names no sender."""
    letter = Letter(take_apart(mail), arrived)
    if not letter.part.headers:
        raise Unreadable("no-mail", "这不是一封邮件。", "This is no mail.")
    return letter


def address(value: bytes) -> str:
    """The first address of a header, outside of quoted and encoded names; "" if there is none."""
    raw = clean(value[:4000].decode("utf-8", "replace"))
    bare = re.sub(r'"(?:[^"\\]|\\.)*+"|=\?[^?\s]+\?[bBqQ]\?[^?]*+\?=', " ", raw)
    found = _IN_BRACKETS.search(bare)
    plain = found[1] if found else next(iter(_BARE.findall(bare)), "")
    return plain.lower() if len(plain) <= LONGEST_ADDRESS else ""


def _ids(value: bytes) -> Iterator[str]:
    return (match[1].decode("ascii") for match in _ID.finditer(value))
