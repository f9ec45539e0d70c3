"""Turns a person's mail into the one shape that the gateway takes from every door."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from channels.mail.bodies import joined
from channels.mail.letter import Letter
from channels.message import InboundMessage, Language, Person, Remark

LONGEST = 20_000  # characters the gateway takes as a text
LONGEST_ASIDE = 100_000
LONGEST_TITLE = 200

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Bearings:
    """What the mail alone does not say, kept beside it so that it reads the same again."""

    arrived: datetime
    thread: str = ""
    refers_to: str = ""  # a receipt number proven by an id of ours
    named_by: Literal["id", "content"] = "id"
    bare: bool = False  # without its attachments, which the gateway would not keep
    for_staff: bool = False  # set aside; only a person brings it in after all

    def about(self) -> dict[str, str]:
        return {
            "arrived": self.arrived.isoformat(),
            "thread": self.thread,
            "refers_to": self.refers_to,
            "named_by": self.named_by,
            "bare": "yes" if self.bare else "",
            "for_staff": "yes" if self.for_staff else "",
        }

    @classmethod
    def of(cls, about: Mapping[str, str]) -> Self:
        """Raises KeyError, ValueError."""
        return cls(
            datetime.fromisoformat(about["arrived"]),
            about.get("thread", ""),
            about.get("refers_to", ""),
            "content" if about.get("named_by") == "content" else "id",
            bool(about.get("bare")),
            bool(about.get("for_staff")),
        )


def message_of(letter: Letter, bearings: Bearings, account: str) -> InboundMessage:
    """The whole of it: his words, what he quoted beside them, what was attached."""
    found, said = letter.enclosures, letter.said
    own = said.own if re.search(r"\w", said.own) else joined((letter.topic, said.own))
    rest = own[LONGEST:]
    aside = joined((rest, said.aside, *found.words))[:LONGEST_ASIDE]
    named = letter.message_id if bearings.named_by == "id" else ""
    remarks = (*_remarks(letter, cut=bool(rest)), *found.remarks)
    return InboundMessage(
        channel="mail",
        account=account,
        external_id=named or letter.fingerprint,
        sender=letter.sender,
        text=own[:LONGEST],
        sent_at=letter.sent_at,
        title=letter.subject[:LONGEST_TITLE],
        attachments=() if bearings.bare else found.attachments,
        person=Person(name=letter.name),
        refers_to=bearings.refers_to,
        proven=bool(bearings.refers_to),
        language=_language(letter.subject + own),
        thread=bearings.thread or named or letter.fingerprint,
        aside=aside,
        remarks=(*remarks, _BARE) if bearings.bare else remarks,
    )


_BARE = Remark(
    "附件未能收下，只保留在邮件原件中。",
    "Its attachments could not be kept; they are in the mail as it came.",
)


def _remarks(letter: Letter, *, cut: bool) -> Iterator[Remark]:
    if cut:
        yield Remark(
            f"正文超过 {LONGEST} 字，其余放在引文中。",
            f"The text has more than {LONGEST} characters; the rest is beside it.",
        )
    if letter.misdated:
        yield Remark(
            "邮件自带的日期不可信，按收到时间登记。",
            "The date in the mail cannot be right; it counts from when it arrived.",
        )
    if letter.header("x-spam-flag").upper() == "YES":
        yield Remark("邮件服务器标记为垃圾邮件。", "The mail server marked it as spam.")
    if letter.part.type in ("multipart/encrypted", "application/pkcs7-mime"):
        yield Remark("邮件已加密，无法读取正文。", "The mail is encrypted and cannot be read.")


def _language(text: str) -> Language:
    if _HAN.search(text):
        return "zh"
    return "en" if re.search(r"[A-Za-z]{2}", text) else "zh"
