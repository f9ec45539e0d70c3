"""Opens winmail.dat, in which Outlook wraps attachments that nobody else can read (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from channels.mail.charsets import text_of

_SIGNATURE = 0x223E9F78
_HEAD = struct.Struct("<BII")


class Broken(Exception):
    """This is no TNEF stream, or it is cut short."""


def unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each attachment inside; attributes of MS-OXTNEF 2.1.3. Raises Broken."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        raise Broken
    name = ""
    for attribute, value in _attributes(content):
        match attribute:
            case 0x00069002:  # attAttachRendData, the first of every attachment's
                name = ""
            case 0x00018010:  # attAttachTitle
                name = name or text_of(value.rstrip(b"\0"))
            case 0x0006800F if value:  # attAttachData
                yield name, value


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at < len(content):
        if at + _HEAD.size > len(content):
            raise Broken
        _level, attribute, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        if at + length + 2 > len(content):
            raise Broken
        yield attribute, content[at : at + length]
        at += length + 2  # a checksum follows
