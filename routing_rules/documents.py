"""YAML files read so that every mistake can be told with its line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from routing_rules.problems import Problem

Where = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's mapping, every scalar still a string, and the line of everything in it.

    Entries of its lists carry `__position__` and `__line__`, for checks to come.
    """

    file: str
    data: dict[str, Any]
    lines: Mapping[Where, int]

    def line(self, path: Where) -> int:
        """The line of that value, or of the nearest thing around it; at least 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Where, reason: str, reason_en: str) -> Problem:
        return Problem(self.file, self.line(path), reason, reason_en)


def read_document(path: Path, refuse: Callable[[Problem], None]) -> Document | None:
    """The file's content, or None where it is not a readable mapping; says why to `refuse`."""
    try:
        text = path.read_bytes().decode()
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except FileNotFoundError:
        refuse(Problem(path.name, 0, "缺少这个文件", "this file is missing"))
        return None
    except UnicodeDecodeError as error:
        refuse(_not_utf8(path, error))
        return None
    except yaml.MarkedYAMLError as error:
        refuse(_not_yaml(path.name, text, error))
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        refuse(Problem(path.name, line, "有不可见的控制字符", "holds a control character"))
        return None
    if not isinstance(node, yaml.MappingNode):
        refuse(Problem(path.name, 1, "文件最外层须是「键: 值」", "the file must be a mapping"))
        return None
    return _Reading(path.name, refuse).document(node)


def _not_utf8(path: Path, error: UnicodeDecodeError) -> Problem:
    line = bytes(error.object[: error.start]).count(b"\n") + 1
    reason = "不是 UTF-8 编码，请在编辑器里「另存为」UTF-8"
    return Problem(path.name, line, reason, "not UTF-8; save the file as UTF-8")


def _not_yaml(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    written = text.splitlines()[line - 2 : line] if line > 1 else text.splitlines()[:1]
    hint = "；请检查是否用了全角冒号「：」" if any("：" in one for one in written) else ""
    return Problem(file, line, f"格式读不懂{hint}", f"not readable as YAML: {error.problem}")


@dataclass(slots=True)
class _Reading:
    """One pass over a file's nodes."""

    file: str
    refuse: Callable[[Problem], None]
    lines: dict[Where, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def document(self, node: yaml.MappingNode) -> Document:
        data = self._mapping(node, ())
        for name, section in data.items():
            for position, entry in enumerate(section if isinstance(section, list) else ()):
                if isinstance(entry, dict):
                    entry["__position__"] = position
                    entry["__line__"] = self.lines[name, position]
        return Document(self.file, data, self.lines)

    def _value(self, node: yaml.Node, path: Where) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if id(node) in self.seen:
            self._problem(node, "不支持 & 和 * 引用，请写全", "anchors are not supported")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        return [self._value(one, (*path, at)) for at, one in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, path: Where) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in self._pairs(node):
            if key.value in mapping:
                self._problem(key, f"「{key.value}」写了两次", f"{key.value} is given twice")
            self.lines[(*path, key.value)] = key.start_mark.line + 1
            mapping[key.value] = self._value(value, (*path, key.value))
        return mapping

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key, value
            else:
                self._problem(key, "键必须是一个词", "a key must be a single word")

    def _problem(self, node: yaml.Node, reason: str, reason_en: str) -> None:
        self.refuse(Problem(self.file, node.start_mark.line + 1, reason, reason_en))
