"""Mails out of files: single ones, folders of them (Maildir too), and mbox archives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from channels.mail.charsets import header_text

LARGEST = 200 * 1024 * 1024  # bytes of one mail; what is longer is cut, and parked as unreadable

_RECEIVED = re.compile(rb"(?mi)\AReceived[ \t]*:|\nReceived[ \t]*:")
_ENDS = re.compile(rb"\r?\n(?![ \t])|\Z")
_ESCAPED = re.compile(rb">+From ")
_DATED = re.compile(
    rb"From \S+ +[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} +\d\d:\d\d(:\d\d)? .*\d{4}\s*$"
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A mail from a file: `name` is for people, `arrived` when its last server received it."""

    name: str
    content: bytes = field(repr=False)
    arrived: datetime


def files_of(path: Path) -> list[Path]:
    """The files that hold mails: the path itself, or what is in the folder, by name."""
    if path.is_dir():
        found = (each for each in path.rglob("*") if each.is_file() and _holds_mail(each))
        return sorted(found)
    return [path]


def count(path: Path) -> int:
    """How many mails there are. Raises OSError."""
    return sum(1 for file in files_of(path) for _ in _mails(file))


def filed(path: Path) -> Iterator[Filed]:
    """Every mail, in order. Raises OSError."""
    for file in files_of(path):
        written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        several = _is_mbox(file)
        for number, content in enumerate(_mails(file), 1):
            name = f"{file.name}:{number}" if several else file.name
            yield Filed(name, content, _arrived(content) or written)


def _holds_mail(file: Path) -> bool:
    if file.suffix.lower() in (".eml", ".mbox", ".mbx"):
        return True
    return file.parent.name in ("cur", "new") and (file.parent.parent / "tmp").is_dir()  # Maildir


def _is_mbox(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(5) == b"From "


def _mails(file: Path) -> Iterator[bytes]:
    if _is_mbox(file):
        yield from _of_mbox(file)
    else:
        with file.open("rb") as opened:
            yield opened.read(LARGEST)


def _of_mbox(file: Path) -> Iterator[bytes]:
    """RFC 4155: a mail begins with a line `From ` after an empty one; `>From ` stands for it.

    Not every program writes the empty line; then the date at the end tells it from a sentence.
    """
    lines: list[bytes] = []
    size, empty, begun = 0, True, False
    with file.open("rb") as opened:
        for line in opened:
            if line.startswith(b"From ") and (empty or _DATED.match(line)):
                if begun:
                    yield b"".join(lines)
                lines, size, begun = [], 0, True
                continue
            empty = line in (b"\n", b"\r\n")
            size += len(line)
            if size <= LARGEST:
                lines.append(line[1:] if _ESCAPED.match(line) else line)
    if begun:
        yield b"".join(lines)


def _arrived(mail: bytes) -> datetime | None:
    """The date of the topmost Received field: the last server's."""
    found = _RECEIVED.search(mail, 0, 65536)
    if found is None:
        return None
    end = _ENDS.search(mail, found.end())
    field_ = mail[found.end() : end.start() if end else None]
    try:
        moment = parsedate_to_datetime(header_text(field_[:4000]).rpartition(";")[2].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
