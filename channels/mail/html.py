"""HTML mail as text: blocks on lines of their own, nothing hidden, what is quoted apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from channels.mail.charsets import clean

LONGEST = 2 * 1024 * 1024  # characters of HTML that are looked at; what mailers write is smaller

MOST_TAGS = 20_000  # more take the parser a time that grows with their square when nested

_BREAK = "\ue000"  # of the private use area: no mail means anything by it
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote caption center dd div dl dt fieldset figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul",
    )
)
_NEVER_SHOWN = frozenset(
    ("script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg")
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|%)?\s*(?:;|$)"
    r"|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
# what mailers wrap the mail in that is answered: Gmail, 163, Yahoo, Thunderbird
_QUOTING = re.compile(r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|isReplyContent)\b")


def html_text(markup: str) -> tuple[str, str]:
    """The text of an HTML mail, and of what it quotes by the marks of known mailers."""
    seen = markup[:LONGEST].replace(_BREAK, "")
    if len(re.findall(r"<[a-zA-Z]", seen)) > MOST_TAGS:
        return _lines([re.sub(r"<[^>]*+>", _BREAK, seen)]), ""
    tree = LexborHTMLParser(seen)
    own: list[str] = []
    quoted: list[str] = []
    if tree.body is not None:
        for node, text in _shown(tree.body):
            (quoted if node else own).append(text)
    return _lines(own), _lines(quoted)


def _shown(body: LexborNode) -> Iterator[tuple[bool, str]]:
    """Pieces of text in order, with whether each is quoted; any depth of nesting is walked."""
    node: LexborNode | None = body
    quote = 0  # which node opened it; nodes themselves are compared by their whole content
    while node is not None:
        hidden = _hidden(node)
        if not quote and not hidden and _quotes(node):
            quote = node.mem_id
        if node.tag in _BLOCKS:
            yield bool(quote), _BREAK
        if node.tag == "-text":
            yield bool(quote), node.text_content or ""
        below = None if hidden else node.first_child
        while below is None and node is not None:
            yield bool(quote), _AFTER.get(node.tag or "", "")
            if node.mem_id == quote:
                quote = 0
            if node.mem_id == body.mem_id:
                return
            below, node = node.next, node.parent
        node = below


_AFTER = dict.fromkeys(_BLOCKS, _BREAK) | {"br": _BREAK, "td": " ", "th": " "}


def _hidden(node: LexborNode) -> bool:
    if node.tag in _NEVER_SHOWN:
        return True
    marks = node.attributes
    return bool(marks) and ("hidden" in marks or bool(_HIDING.search(marks.get("style") or "")))


def _quotes(node: LexborNode) -> bool:
    marks = node.attributes
    if not marks or node.tag not in ("div", "blockquote"):
        return False
    named = f"{marks.get('class') or ''} {marks.get('id') or ''}"
    return marks.get("type") == "cite" or bool(_QUOTING.search(named[:500]))


def _lines(pieces: list[str]) -> str:
    flat = re.sub(r"\s+", " ", "".join(pieces))
    even = "\n".join(line.strip() for line in flat.split(_BREAK))
    return clean(re.sub(r"\n{3,}", "\n\n", even)).strip()
