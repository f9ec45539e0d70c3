"""Cuts long words into what one message of the platform may hold, and tells languages apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from channels.base import Problem
from channels.message import Language

CHARACTERS = 600  # of one message; the platform gives no number, and answers 45002 above
OCTETS = 2048  # of UTF-8, as measured by others for official accounts; WeCom states the same

# the best places to cut at, best first: between paragraphs, lines, sentences, words
_BREAKS = ("\n\n", "\n", "。", "！", "？", "；", ". ", "，", " ")
_LINK = re.compile(r"https?://[\x21-\x7e]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}")


def split(text: str, characters: int = CHARACTERS, octets: int = OCTETS) -> list[str]:
    """The text in parts that each fit, cut at the best place; a link is never cut in two."""
    parts = []
    rest = text.strip()
    while rest:
        end = _fits(rest, characters, octets)
        if end < len(rest):
            end = _cut(rest, end)
        parts.append(rest[:end].strip())
        rest = rest[end:].strip()
    return parts


def shortened(text: str, parts: int, below: str = "") -> list[str]:
    """At most so many parts, at least one: what is over is left out before the last link.

    `below` stands at the very end, whole.
    """
    whole = split(text + below)
    if len(whole) <= parts:
        return whole
    link = link_in(text)
    ending = (f"… {link}" if link else "…") + below
    said = split(text)[:parts]
    room = max(1, OCTETS - len(ending.encode()))
    last = split(said[-1].replace(link, ""), max(1, CHARACTERS - len(ending)), room)
    return [*said[:-1], last[0] + ending if last else ending]


UNREADABLE = Problem(
    "",
    "unreadable",
    "这条内容我们没能读出来。请换成文字或照片再发一次。",
    "We could not read this message. Please send it again as text or as a photo.",
)
ID_REUSED = Problem(
    "external_id",
    "id-reused",
    "平台用同一个编号送来了另一条内容；先收到的那条不变。",
    "The platform brought other content under a known id; what came first stands.",
)

# when the gateway could keep it on its disk only, for the moment
LATER = "已收到，正在登记，编号稍后发给您。\nReceived. Your number will follow shortly."


def link_in(text: str) -> str:
    """The last link in it, or nothing."""
    return next(iter(_LINK.findall(text)[::-1]), "")


def language_of(text: str) -> Language:
    """English when there are words in Latin letters and nothing Chinese; else Chinese."""
    return "en" if not _CHINESE.search(text) and _ENGLISH.search(text) else "zh"


def _fits(text: str, characters: int, octets: int) -> int:
    head = text[:characters].encode()[:octets]
    return len(head.decode(errors="ignore"))


def _cut(text: str, end: int) -> int:
    for link in _LINK.finditer(text):
        if link.start() < end < link.end() and link.start() > 0:
            return link.start()
    return max(_places(text, end), default=end) if end > 1 else end


def _places(text: str, end: int) -> Iterator[int]:
    for sign in _BREAKS:
        place = text.rfind(sign, end // 2, end)
        if place > 0:
            yield place + len(sign)
            return
