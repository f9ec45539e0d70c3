"""Takes a submitted form apart: its fields, its photos; strictly, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from channels.base import Problem
from channels.http import (
    MIB,
    UNREADABLE,
    Rejected,
    body,
    expect_length,
    expect_plain,
    expect_type,
    parsed,
    too_large,
    utf8,
)
from channels.message import Attachment

LARGEST = 41 * MIB  # four photos of 10 MB and the words
MOST_PARTS = 64
LARGEST_FIELD = MIB

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

TOO_MANY_PARTS = Problem("", "too-many-parts", "表单的字段太多。", "The form has too many fields.")


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came in: the fields as written, and the photos that were chosen."""

    fields: Mapping[str, str]
    photos: tuple[Attachment, ...] = ()


async def submitted(request: web.Request) -> Submitted:
    """Raises Rejected (400, 413, 415)."""
    expect_type(request, URLENCODED, MULTIPART)
    if request.content_type == URLENCODED:
        return parsed(_urlencoded, await body(request, LARGEST_FIELD))
    expect_plain(request)
    expect_length(request, LARGEST)
    try:
        return await _multipart(await request.multipart())
    except ValueError as error:  # no boundary, broken headers, cut short
        raise Rejected(400, UNREADABLE) from error


def _urlencoded(content: bytes) -> Submitted:
    pairs = parse_qsl(
        utf8(content), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS
    )
    return Submitted(MappingProxyType(dict(pairs)))


async def _multipart(reader: MultipartReader) -> Submitted:
    fields: dict[str, str] = {}
    photos: list[Attachment] = []
    left = LARGEST
    for _ in range(MOST_PARTS):
        part = await reader.next()
        if part is None:
            return Submitted(MappingProxyType(fields), tuple(photos))
        if not isinstance(part, BodyPartReader) or not part.name:
            raise Rejected(400, UNREADABLE)
        content = await _content(part, left if part.filename else min(left, LARGEST_FIELD))
        left -= len(content)
        if part.filename is None:
            fields[part.name] = utf8(content)
        elif content:
            name = part.filename.replace("\\", "/").rpartition("/")[2][:200]
            photos.append(Attachment("image", name, name, content))
    raise Rejected(400, TOO_MANY_PARTS)


async def _content(part: BodyPartReader, limit: int) -> bytes:
    if "Content-Transfer-Encoding" in part.headers or "Content-Encoding" in part.headers:
        raise Rejected(400, UNREADABLE)
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > limit:
            raise too_large(LARGEST)
    return bytes(content)
