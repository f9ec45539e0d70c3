"""Writes every answer as the caller asked for it: XML, which the standard demands, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

from aiohttp import web

from channels.base import Problem
from channels.http import Rejected

FORMATS: Mapping[str, str] = MappingProxyType(
    {"xml": "text/xml", "json": "application/json"}  # GeoReport v2, "Format Support"
)

# what each entry of a list is called in XML
ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        "services": "service",
        "attributes": "attribute",
        "values": "value",
        "service_requests": "request",
        "errors": "error",
        "endpoints": "endpoint",
        "formats": "format",
    }
)

UNKNOWN_FORMAT = Problem(
    "", "unknown-format", "地址应以 .xml 或 .json 结尾。", "The address must end in .xml or .json."
)

# XML 1.0, section 2.2: everything else cannot stand in a document, escaped or not
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """`root` is its name in XML; `content` is the JSON: mappings, sequences and plain values."""

    root: str
    content: Any


def written(document: Document, format_: str, status: int = 200) -> web.Response:
    body = _json(document) if format_ == "json" else _xml(document)
    return web.Response(
        body=body,
        status=status,
        content_type=FORMATS[format_],
        charset="utf-8",
        headers={"Cache-Control": "no-store", "Vary": "Accept-Language"},
    )


def format_of(request: web.Request) -> str:
    """Raises Rejected (404)."""
    asked = request.match_info["format"]
    if asked not in FORMATS:
        raise Rejected(404, UNKNOWN_FORMAT)
    return asked


def errors(status: int, problems: Sequence[Problem]) -> Document:
    """GeoReport v2, "Errors": each repeats the HTTP status and says what is wrong."""
    return Document(
        "errors",
        [{"code": status, "description": f"{each.zh} / {each.en}"} for each in problems],
    )


def _json(document: Document) -> bytes:
    return json.dumps(document.content, ensure_ascii=False).encode()


def _xml(document: Document) -> bytes:
    root = ElementTree.Element(document.root)
    _fill(root, document.content)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _fill(element: ElementTree.Element, content: Any) -> None:
    match content:
        case None:
            pass
        case bool():
            element.text = "true" if content else "false"
        case Mapping():
            for name, value in content.items():
                _fill(ElementTree.SubElement(element, name), value)
        case list() | tuple():
            for entry in content:
                _fill(ElementTree.SubElement(element, ENTRIES[element.tag]), entry)
        case _:
            element.text = _UNWRITABLE.sub("", str(content))
