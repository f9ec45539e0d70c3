"""Makes words fit for a text message, and counts what they cost."""

from __future__ import annotations

import re

ALONE, TOGETHER = 70, 67  # characters of a part in UCS-2: by itself, or one of several

# from the last full stop to the end of the address: "查进度：https://…"
_LINK = re.compile(r"[^。！？.!?…\n]*https?://[^\s。！？]*", re.IGNORECASE)


def without_links(words: str) -> str:
    """The words less each link and what leads up to it in its sentence."""
    return _LINK.sub("", words).strip()


def shortened(words: str, longest: int, below: str = "") -> str:
    """At most `longest` characters, with … where something was left out; `below` stays whole."""
    room = longest - len(below)
    if len(words) > room:
        words = words[: max(0, room - 1)].rstrip() + "…"
    return words + below


def parts(text: str) -> int:
    """How many messages a text is billed as in mainland China.

    Source: Aliyun, "短信内容长度计算规则" (help.aliyun.com/document_detail/44335.html): up to 70
    characters one message, beyond that 67 for each.
    """
    return 1 if len(text) <= ALONE else -(-len(text) // TOGETHER)
