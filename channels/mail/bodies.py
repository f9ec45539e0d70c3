"""Which parts of a mail are the mail itself, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from channels.mail.html import html_text
from channels.mail.mime import Part


def bodies(part: Part) -> Iterator[Part]:
    """In order; of what comes both plain and as HTML, the one that says something."""
    if part.type == "message/rfc822":
        return
    if part.type == "multipart/alternative":
        yield from _best(part)
        return
    if part.parts:
        for inner in part.parts:
            yield from bodies(inner)
    elif is_body(part):
        yield part


def is_body(part: Part) -> bool:
    return (
        part.type in ("text/plain", "text/html")
        and part.disposition != "attachment"
        and not part.name
    )


def text_and_quotation(shown: Sequence[Part]) -> tuple[str, str]:
    """What these bodies say, and what the HTML ones among them mark as quoted."""
    own: list[str] = []
    quoted: list[str] = []
    for part in shown:
        plain, aside = html_text(part.text) if part.type == "text/html" else (part.text, "")
        own.append(plain)
        quoted.append(aside)
    return joined(own), joined(quoted)


def joined(texts: Sequence[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _best(alternative: Part) -> Iterator[Part]:
    offered = [tuple(bodies(inner)) for inner in alternative.parts]
    plain = [found for found in offered if any(_says(part) for part in found)]
    filled = plain or [found for found in offered if found]
    yield from filled[0] if filled else ()


def _says(part: Part) -> bool:
    return part.type == "text/plain" and bool(re.search(r"\w", part.text))
