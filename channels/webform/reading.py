"""Takes a submitted form apart: its fields, its photos; strictly, within limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from channels.base import Problem
from channels.http import MIB, Rejected, body, expect_type, parsed, too_large, utf8
from channels.message import Attachment

LARGEST = 41 * MIB  # four photos of 10 MB and the words
MOST_PARTS = 64
LARGEST_FIELD = MIB

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

TOO_MANY_PARTS = Problem("", "too-many-parts", "表单的字段太多。", "The form has too many fields.")

_BOUNDARY = re.compile(  # RFC 2046, section 5.1.1
    r"; *boundary=\"?([0-9A-Za-z'()+_,./:=?-]{1,70})\"? *(?:;|$)", re.IGNORECASE
)

# what browsers write (HTML, "multipart form data"), and filename* of other programs (RFC 5987)
_DISPOSITION = re.compile(
    r"content-disposition: *form-data; *name=\"(?P<name>[^\"]+)\""
    r"(?:; *filename=\"(?P<file>(?:[^\"\\]|\\.)*)\")?(?:; *filename\*=utf-8''(?P<coded>[^;\s]*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came in: the fields as written, the photos that were chosen, and the whole body."""

    fields: Mapping[str, str]
    photos: tuple[Attachment, ...] = ()
    content: bytes = field(default=b"", repr=False)
    content_type: str = ""


async def submitted(request: web.Request) -> Submitted:
    """Raises Rejected (400, 413, 415)."""
    expect_type(request, URLENCODED, MULTIPART)
    limit = LARGEST_FIELD if request.content_type == URLENCODED else LARGEST
    return parsed(form_of, await body(request, limit), request.headers["Content-Type"])


def form_of(content: bytes, content_type: str) -> Submitted:
    """Raises ValueError, Rejected."""
    boundary = _BOUNDARY.search(content_type)
    is_multipart = content_type.lower().startswith(MULTIPART)
    form = (
        multipart(content, boundary[1] if boundary else "") if is_multipart else urlencoded(content)
    )
    return replace(form, content=content, content_type=content_type)


def urlencoded(content: bytes) -> Submitted:
    """Raises ValueError, Rejected."""
    pairs = parse_qsl(
        utf8(content), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS
    )
    return Submitted(MappingProxyType(dict(pairs)))


def multipart(content: bytes, boundary: str) -> Submitted:
    """RFC 7578, without nesting and transfer encodings. Raises ValueError, Rejected."""
    if not boundary:
        raise ValueError("no boundary")
    _, *parts, end = (b"\r\n" + content).split(b"\r\n--" + boundary.encode(), MOST_PARTS + 1)
    if not end.startswith(b"--"):
        raise Rejected(400, TOO_MANY_PARTS) if len(parts) == MOST_PARTS else ValueError("cut short")
    fields: dict[str, str] = {}
    photos: list[Attachment] = []
    for part in parts:
        name, file_name, value = _part(part)
        if file_name is None:
            fields[name] = _field(value)
        elif value:
            photos.append(Attachment("image", file_name, file_name, value))
    return Submitted(MappingProxyType(fields), tuple(photos))


def _part(part: bytes) -> tuple[str, str | None, bytes]:
    head, separator, value = part.partition(b"\r\n\r\n")
    blank, *headers = utf8(head).split("\r\n")
    dispositions = [found for header in headers if (found := _DISPOSITION.fullmatch(header))]
    if blank.strip() or not separator or len(dispositions) != 1:
        raise ValueError("a part that is no form field")
    found = dispositions[0]
    if found["file"] is None and found["coded"] is None:
        return found["name"], None, value
    return found["name"], _file_name(found["file"], found["coded"]), value


def _file_name(written: str | None, coded: str | None) -> str:
    name = unquote(coded, errors="strict") if coded else unquote(written or "")
    return name.replace("\\", "/").rpartition("/")[2][:200]


def _field(value: bytes) -> str:
    if len(value) > LARGEST_FIELD:
        raise too_large(LARGEST_FIELD)
    return utf8(value)
