"""Takes a mail apart (RFC 2045, 2046) in one pass for each level, whatever the bytes are."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from channels.base import Problem
from channels.mail.charsets import header_text, text_of, unbase64

DEEPEST = 20  # levels of parts in parts; real mail has five
MOST_PARTS = 500
MOST_HEADER = 1024 * 1024  # bytes of one part's header: 10,000 recipients take half of it
LONGEST_TYPE = 8192  # bytes of a Content-Type or Content-Disposition that is looked at

_END_OF_HEADER = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(rb"(?m)^([!-9;-~]{1,100})[ \t]*:[ \t]*(.*+(?:\r?\n[ \t].*+)*+)\r?\n?")
_PARAMETER = re.compile(
    rb';\s*([^\s=;"*]{1,60})(\*\d{1,3})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*+)"?|([^;]*+))', re.DOTALL
)


class Unreadable(Exception):
    """These bytes are no mail that can be taken apart; `problem` says why."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.problem = Problem("", code, zh, en)


@dataclass(frozen=True, slots=True)
class Part:
    """A mail, or a part of one; `content` is decoded, `parts` are inside a container."""

    headers: tuple[tuple[str, bytes], ...] = field(repr=False)  # names in lower case, as they came
    type: str = "text/plain"
    content: bytes = field(default=b"", repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)

    def first(self, name: str) -> bytes:
        """The field's value as it came, folded lines and all; b"" without one."""
        return next((value for known, value in self.headers if known == name), b"")

    def all(self, name: str) -> Iterator[bytes]:
        return (value for known, value in self.headers if known == name)

    def says(self, name: str) -> str:
        return header_text(self.first(name))

    def walk(self) -> Iterator[Part]:
        """Itself and everything within, in the order of the mail."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def charset(self) -> str:
        return parameters(self.first("content-type")).get("charset", "")

    @property
    def disposition(self) -> str:
        return _token(self.first("content-disposition"))

    @property
    def name(self) -> str:
        """A file's name, however it was written: RFC 2231, encoded words, raw bytes."""
        given = parameters(self.first("content-disposition")).get("filename")
        return given or parameters(self.first("content-type")).get("name", "")

    @property
    def text(self) -> str:
        return text_of(self.content, self.charset)


def take_apart(mail: bytes) -> Part:
    """Raises Unreadable: nothing in it, too deep, too many parts, a header without end."""
    if not mail.strip():
        raise Unreadable("empty", "邮件是空的。", "The mail is empty.")
    return _part(mail, 0, [0])


def parameters(value: bytes) -> dict[str, str]:
    """Of a Content-Type or Content-Disposition, names in lower case, decoded."""
    pieces: dict[str, list[tuple[bytes, bool]]] = {}
    for name, _number, starred, quoted, bare in _PARAMETER.findall(value[:LONGEST_TYPE]):
        written = re.sub(rb"\\(.)", rb"\1", quoted) if quoted else bare.strip()
        pieces.setdefault(name.decode("ascii", "replace").lower(), []).append(
            (written, bool(starred))
        )
    return {name: _parameter(found) for name, found in pieces.items()}


def _parameter(pieces: list[tuple[bytes, bool]]) -> str:
    if not any(starred for _, starred in pieces):
        return header_text(b"".join(written for written, _ in pieces))
    label, rest = "", list(pieces)
    charset = re.match(rb"([\w\-]{0,40})'[^']{0,40}'", pieces[0][0])
    if charset:
        label = charset[1].decode()
        rest[0] = (pieces[0][0][charset.end() :], True)
    content = b"".join(unquote_to_bytes(piece) if starred else piece for piece, starred in rest)
    return " ".join(text_of(content, label).split())


def _part(mail: bytes, depth: int, counted: list[int], kind: str = "text/plain") -> Part:
    counted[0] += 1
    if depth > DEEPEST or counted[0] > MOST_PARTS:
        raise Unreadable(
            "too-deep",
            f"邮件结构太复杂：超过 {DEEPEST} 层或 {MOST_PARTS} 个部分。",
            f"Too involved: more than {DEEPEST} levels or {MOST_PARTS} parts.",
        )
    head, body = _halves(mail)
    headers = tuple(_fields(head))
    part = Part(headers, kind)
    stated = part.first("content-type")[:LONGEST_TYPE]
    type_ = _token(stated) if b"/" in stated else kind
    if type_.startswith("multipart/"):
        boundary = _boundary(stated)
        if boundary:
            inner = "message/rfc822" if type_ == "multipart/digest" else "text/plain"
            parts = [_part(each, depth + 1, counted, inner) for each in _between(body, boundary)]
            return Part(headers, type_, b"", tuple(parts))
        return Part(headers, "text/plain", body)
    content = _decoded(body, _token(part.first("content-transfer-encoding")))
    if type_ == "message/rfc822":
        return Part(headers, type_, content, (_part(content, depth + 1, counted),))
    return Part(headers, type_, content)


def _halves(mail: bytes) -> tuple[bytes, bytes]:
    if mail[:1] in b"\r\n":  # a part without a header
        return b"", mail.lstrip(b"\r").removeprefix(b"\n")
    end = _END_OF_HEADER.search(mail, 0, MOST_HEADER)
    if end:
        return mail[: end.start()], mail[end.end() :]
    if len(mail) > MOST_HEADER:
        raise Unreadable(
            "header-too-large", "邮件头太大，没有结尾。", "The header is too large or has no end."
        )
    return mail, b""


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    for line in _FIELD.finditer(head):
        yield line[1].decode("ascii").lower(), line[2].strip()


def _token(value: bytes) -> str:
    """The first word of a structured field, in lower case: `text/plain`, `attachment`."""
    return value[:200].partition(b";")[0].strip().decode("ascii", "replace").lower()


def _boundary(stated: bytes) -> bytes:
    for name, _n, _s, quoted, bare in _PARAMETER.findall(stated):
        if name.lower() == b"boundary":
            return bytes(quoted or bare.strip())[:200].rstrip()
    return b""


def _between(body: bytes, boundary: bytes) -> Iterator[bytes]:
    line = rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*+(?=\r?\n|\Z)"
    begins: int | None = None
    for delimiter in re.finditer(line, body):
        if begins is not None:
            yield _bare(body[begins : delimiter.start()])
        begins = delimiter.end()
        if delimiter[1]:
            return
    if begins is not None:  # cut short: what is there is taken
        yield _bare(body[begins:])


def _bare(part: bytes) -> bytes:
    return part.removeprefix(b"\r").removeprefix(b"\n")


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return unbase64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    return body
