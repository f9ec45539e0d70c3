"""Bytes into text as Chinese mail needs it: labels are often wrong, and often missing."""

from __future__ import annotations

import binascii
import codecs
import re

# codecs that are slow, run escapes or are no character sets must not be had by a label
_HARMLESS = re.compile(
    r"(ascii|utf-8|utf-16|utf-32|big5|iso8859|cp\d|koi8|euc_|shift_jis|iso2022|hz|tis|mac)"
)
_WESTERN = re.compile(r"(ascii|iso8859-1$|iso8859-15|cp1252)")
_HAN_PAIRS = re.compile(rb"(?:[\x00-\x7f]++|(?:[\xb0-\xf7][\xa1-\xfe]|[\xa1-\xa9][\xa1-\xfe])++)++")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*+)\?=")
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\ud800-\udfff\ufeff]")


def text_of(content: bytes, label: str = "") -> str:
    """What these bytes say. Every `gb…` label is read as GB18030, which contains them all."""
    return clean(_decoded(content, label))


def clean(text: str) -> str:
    """Without what no store keeps (controls, half surrogates); line ends are newlines."""
    even = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNKEEPABLE.sub("", even.replace("\u2028", "\n").replace("\u2029", "\n"))


def header_text(value: bytes) -> str:
    """A header on one line: encoded words (RFC 2047) joined before decoding, raw bytes guessed."""
    raw = text_of(value)
    said = []
    for whole in _runs(raw):
        said.append(_joined(whole) if isinstance(whole, list) else whole)
    return " ".join(clean("".join(said)).split())


def _decoded(content: bytes, label: str) -> str:
    for codec in _codecs(content, label):
        try:
            return content.decode(codec)
        except (UnicodeDecodeError, ValueError):
            continue
    return content.decode(_last_resort(label), "replace")


def _codecs(content: bytes, label: str) -> tuple[str, ...]:
    name = _codec(label)
    if not name or _WESTERN.match(name):  # a mailer that knows no better says us-ascii or Latin-1
        western = (name,) if name and not _HAN_PAIRS.fullmatch(content) else ()
        return ("utf-8", *western, "gb18030")
    return (name, "utf-8", "gb18030")


def _codec(label: str) -> str:
    plain = label.strip().strip("\"'").lower()
    if plain.startswith("hz"):
        return "hz"
    if re.search(r"gb|936|chinese", plain):
        return "gb18030"
    try:
        name = codecs.lookup(plain).name if plain and plain.isascii() and "\0" not in plain else ""
    except LookupError:
        return ""
    return name if _HARMLESS.match(name) else ""


def _last_resort(label: str) -> str:
    return "gb18030" if _codec(label) == "gb18030" else "utf-8"


def _runs(raw: str) -> list[str | list[tuple[str, bytes]]]:
    """Plain text, and runs of encoded words with nothing but blanks between them."""
    found: list[str | list[tuple[str, bytes]]] = []
    end = 0
    for match in _WORD.finditer(raw):
        between, end = raw[end : match.start()], match.end()
        word = (match[1].partition("*")[0].lower(), _word(match[2], match[3]))
        last = found[-1] if found else None
        if isinstance(last, list) and not between.strip():
            last.append(word)
            continue
        found += [between, [word]]
    return [*found, raw[end:]]


def _word(encoding: str, written: str) -> bytes:
    plain = written.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(plain, header=True)
    return unbase64(plain)


def unbase64(written: bytes) -> bytes:
    """Whatever can be had of it: blanks, foreign bytes and a missing end do no harm."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", written)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _joined(words: list[tuple[str, bytes]]) -> str:
    """A character may be cut in two between words of one charset: their bytes come first."""
    groups: list[tuple[str, list[bytes]]] = []
    for label, content in words:
        if groups and groups[-1][0] == label:
            groups[-1][1].append(content)
        else:
            groups.append((label, [content]))
    return "".join(text_of(b"".join(parts), label) for label, parts in groups)
