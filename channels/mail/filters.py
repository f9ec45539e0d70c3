"""Mail that no citizen wrote, told by an ordered list of small rules that say why (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from channels.base import Problem
from channels.mail.bounces import bounce_of
from channels.mail.letter import Letter
from channels.mail.threads import Marks


@dataclass(frozen=True, slots=True)
class Ourselves:
    """What tells our own mail: our addresses in lower case, and the marks of our ids."""

    addresses: frozenset[str]
    marks: Marks


Filter = Callable[[Letter, Ourselves], Problem | None]

LOOP = "X-Loop"

_AUTOMATIC = re.compile(
    r"\s*[\[【(（]?\s*(?:自动回复|自动答复|自動回覆|自动应答|外出自动回复|休假自动回复|不在办公室|"
    r"automatic reply|auto[- ]?reply|auto[- ]?response|out of (?:the )?office|vacation)"
    r"\s*(?:[:：】\])）\-—]|$)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"\s*(?:系统退信|退信通知|邮件退回|undeliver(?:able|ed)|delivery status notification|"
    r"returned mail|mail delivery (?:failed|failure)|delivery failure|failure notice)",
    re.IGNORECASE,
)
_READ = re.compile(r"\s*(?:已读|已讀|read receipt|return receipt)\s*[:：(（]", re.IGNORECASE)
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|no-?reply|do-?not-?reply|bounces?)(?:[+\-.].*)?@.*",
    re.IGNORECASE,
)


def without_sender(letter: Letter, _: Ourselves) -> Problem | None:
    if letter.sender:
        return None
    return _why("no-sender", "没有可以回复的发件人地址。", "No sender's address to answer to.")


def our_own(letter: Letter, ourselves: Ourselves) -> Problem | None:
    returned = letter.message_id and ourselves.marks.number(letter.message_id) is not None
    if letter.sender not in ourselves.addresses and not returned:
        return None
    return _why("own-mail", "这是我们自己发出的邮件。", "This is a mail of our own.")


def bounce(letter: Letter, _: Ourselves) -> Problem | None:
    found = bounce_of(letter)
    if found is None and not (
        _RETURNED.match(letter.subject) and _MACHINES.fullmatch(letter.sender)
    ):
        return None
    code = found.status if found else ""
    return _why(
        "bounce",
        f"退信：我们发出的邮件没有送到（{code or '原因未注明'}）。",
        f"A bounce: a mail of ours was not delivered ({code or 'no code'}).",
    )


def read_receipt(letter: Letter, _: Ourselves) -> Problem | None:
    parts = letter.part.walk() if letter.part.type == "multipart/report" else ()
    receipt = any(part.type == "message/disposition-notification" for part in parts)
    if not receipt and not _READ.match(letter.subject):
        return None
    return _why("read-receipt", "已读回执，不是诉求。", "A read receipt, not a report.")


def says_it_is_automatic(letter: Letter, _: Ourselves) -> Problem | None:
    stated = letter.header("auto-submitted").lower()
    if letter.has("auto-submitted") and stated.partition(";")[0].strip() != "no":
        return _automatic("Auto-Submitted")
    for name in ("x-autoreply", "x-autorespond", "x-autoresponse", "x-loop"):
        if letter.has(name):
            return _automatic(name.title())
    if "autoresponder" in letter.header("x-post-messageclass").lower():
        return _automatic("X-POST-MessageClass")
    suppress = letter.header("x-auto-response-suppress").lower()
    # either alone says little: the first asks us not to answer, the second is on any forward
    if "all" in suppress and letter.has("x-ms-exchange-inbox-rules-loop"):
        return _automatic("X-MS-Exchange-Inbox-Rules-Loop")
    return None


def comes_in_bulk(letter: Letter, _: Ourselves) -> Problem | None:
    precedence = letter.header("precedence").lower()
    if precedence in ("bulk", "list", "junk", "auto_reply"):
        return _automatic(f"Precedence: {precedence}")
    named = next((name for name in _LISTS if letter.has(name)), "")
    if not named:
        return None
    return _why(
        "mailing-list", "来自邮件列表，不是写给我们的。", f"From a mailing list ({named.title()})."
    )


_LISTS = ("list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list")


def has_no_return_path(letter: Letter, _: Ourselves) -> Problem | None:
    if not letter.has("return-path") or letter.header("return-path").strip() not in ("<>", ""):
        return None
    return _automatic("Return-Path: <>")  # RFC 5321, 4.5.5: nobody may answer it


def is_titled_as_automatic(letter: Letter, _: Ourselves) -> Problem | None:
    return _automatic("Subject") if _AUTOMATIC.match(letter.subject) else None


def comes_from_a_machine(letter: Letter, _: Ourselves) -> Problem | None:
    return _automatic("From") if _MACHINES.fullmatch(letter.sender) else None


FILTERS: tuple[Filter, ...] = (
    our_own,
    bounce,
    read_receipt,
    says_it_is_automatic,
    comes_in_bulk,
    has_no_return_path,
    is_titled_as_automatic,
    comes_from_a_machine,
    without_sender,
)


def set_aside(letter: Letter, ourselves: Ourselves) -> Problem | None:
    """Why this mail is no report; None for a person's mail. The first filter that minds decides."""
    return next(filter(None, (each(letter, ourselves) for each in FILTERS)), None)


def _automatic(sign: str) -> Problem:
    return _why(
        "automatic",
        f"自动发出的邮件（{sign}），不是诉求。",
        f"An automatic mail ({sign}), no report.",
    )


def _why(code: str, zh: str, en: str) -> Problem:
    return Problem("", code, zh, en)
