"""Reads the platform's small XML and JSON payloads strictly, and writes XML that stays whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from channels.base import Problem
from channels.http import UNREADABLE, Rejected, json_of, utf8

DEEPEST = 5  # elements; SendPicsInfo/PicList/item/PicMd5Sum below the root is the deepest there is
MOST = 500  # elements
KEPT = 2  # levels below the root whose text is kept

BAD_XML = Problem(
    "",
    "broken-xml",
    "内容不是可以接受的 XML：格式有误，或含有 DOCTYPE、重复的字段、过深的嵌套。",
    "The XML cannot be taken: broken, or with a DOCTYPE, a field twice, or nested too deep.",
)

# what XML 1.0 cannot hold, section 2.2
_NO_CHARACTERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fields_of(content: bytes) -> Mapping[str, str]:
    """The fields of a payload, XML or JSON by its first sign, as text without blanks around it.

    A field inside another has a dotted name (`SendLocationInfo.Label`); what lies deeper, and
    lists, are read over. Raises Rejected (400) for anything else than one whole payload in UTF-8.
    """
    text = utf8(content)
    if text.lstrip().startswith("{"):
        return _of_json(content)
    reader = _Reader()
    try:
        reader.read(text)
    except (expat.ExpatError, ValueError) as error:
        raise Rejected(400, BAD_XML) from error
    return reader.fields


def written(fields: Mapping[str, str | int]) -> str:
    """The XML of a reply: texts as CDATA that nothing in them can end, numbers bare."""
    lines = "\n".join(f"<{name}>{_content(value)}</{name}>" for name, value in fields.items())
    return f"<xml>\n{lines}\n</xml>"


def _content(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    clean = _NO_CHARACTERS.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"


@dataclass(slots=True)
class _Reader:
    fields: dict[str, str] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # text of each open element
    seen: int = 0

    def read(self, text: str) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._say
        parser.buffer_text = True
        parser.Parse(text, True)

    def _open(self, name: str, _attributes: Any) -> None:
        self.seen += 1
        self.path.append(name)
        self.said.append("")
        if len(self.path) > DEEPEST or self.seen > MOST:
            raise ValueError("too deep or too many")

    def _say(self, text: str) -> None:
        self.said[-1] += text

    def _close(self, _name: str) -> None:
        name, text = ".".join(self.path[1:]), self.said.pop().strip()
        level = len(self.path) - 1
        self.path.pop()
        if not 1 <= level <= KEPT:
            return
        # a list repeats its element, which has no text of its own
        if name in self.fields and (text or self.fields[name] or level == 1):
            raise ValueError("a field twice")
        self.fields[name] = text


def _no_doctype(*_: object) -> NoReturn:
    raise ValueError("DOCTYPE")


def _of_json(content: bytes) -> Mapping[str, str]:
    found = json_of(content)
    if not isinstance(found, dict):
        raise Rejected(400, UNREADABLE)
    fields: dict[str, str] = {}
    for name, value in found.items():
        inner = value if isinstance(value, dict) else {}
        fields[name] = _plain(value)
        fields |= {f"{name}.{key}": _plain(each) for key, each in inner.items()}
    return fields


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
