"""Names written twice, and names that lead nowhere, in any file of a city folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from routing_rules.documents import Document, Where
from routing_rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Names:
    """Where names of one sort are declared: file, list and key."""

    word: str
    word_en: str
    file: str
    section: str
    key: str


NAMES: Mapping[str, Names] = {
    "contact": Names("联系电话", "contact", "city.yaml", "contacts", "id"),
    "kind": Names("诉求类型", "kind", "kinds.yaml", "kinds", "code"),
    "duty": Names("职责", "duty", "taxonomy.yaml", "duties", "code"),
    "category": Names("类别", "category", "taxonomy.yaml", "categories", "code"),
    "unit": Names("单位", "unit", "units.yaml", "units", "id"),
    "area": Names("地区", "area", "areas.yaml", "areas", "code"),
    "place": Names("地点", "place", "places.yaml", "places", "name"),
    "rule": Names("规则", "rule", "rules.yaml", "rules", "name"),
    "tier": Names("时限档", "tier", "deadlines.yaml", "tiers", "urgency"),
    "holiday": Names("假期", "holiday", "calendar.yaml", "holidays", "from"),
    "template": Names("模板", "template", "templates.yaml", "templates", "key"),
    "overlap": Names("职责交叉", "overlap", "contested.yaml", "contested", "id"),
    "beyond": Names("不受理事项", "matter", "conversation.yaml", "remit", "id"),
    "example": Names("例子", "example", "examples.yaml", "examples", "text"),
}

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("taxonomy.yaml", "categories.lead", "duty"),
    ("taxonomy.yaml", "categories.assists", "duty"),
    ("taxonomy.yaml", "categories.handover", "contact"),
    ("units.yaml", "units.parent", "unit"),
    ("units.yaml", "units.duties", "duty"),
    ("units.yaml", "units.area", "area"),
    ("areas.yaml", "areas.parent", "area"),
    ("places.yaml", "places.area", "area"),
    ("rules.yaml", "rules.when.category", "category"),
    ("rules.yaml", "rules.when.kind", "kind"),
    ("rules.yaml", "rules.when.area", "area"),
    ("rules.yaml", "rules.to.unit", "unit"),
    ("rules.yaml", "rules.to.duty", "duty"),
    ("rules.yaml", "rules.assists.unit", "unit"),
    ("rules.yaml", "rules.assists.duty", "duty"),
    ("rules.yaml", "rules.settles", "overlap"),
    ("rules.yaml", "rules.contested", "overlap"),
    ("rules.yaml", "otherwise.to.unit", "unit"),
    ("contested.yaml", "contested.codes", "category"),
    ("contested.yaml", "contested.duties", "duty"),
    ("contested.yaml", "contested.answers.to.unit", "unit"),
    ("contested.yaml", "contested.answers.to.duty", "duty"),
    ("contested.yaml", "contested.answers.assists.unit", "unit"),
    ("contested.yaml", "contested.answers.assists.duty", "duty"),
    ("conversation.yaml", "needs_time", "category"),
    ("conversation.yaml", "placeless_kinds", "kind"),
    ("conversation.yaml", "placeless_categories", "category"),
    ("conversation.yaml", "vague_categories", "category"),
    ("examples.yaml", "examples.kind", "kind"),
    ("examples.yaml", "examples.category", "category"),
    ("examples.yaml", "examples.area", "area"),
    ("examples.yaml", "examples.expect.lead", "unit"),
    ("examples.yaml", "examples.expect.assists", "unit"),
    ("examples.yaml", "examples.expect.rule", "rule"),
    ("examples.yaml", "examples.expect.contested", "overlap"),
)
ALSO_KNOWN: Mapping[str, frozenset[str]] = {"category": frozenset("*")}


def duplicates(documents: Mapping[str, Document]) -> Iterator[Problem]:
    for names in NAMES.values():
        if document := documents.get(names.file):
            yield from _duplicates_of(names, document)


def _duplicates_of(names: Names, document: Document) -> Iterator[Problem]:
    first: dict[str, Where] = {}
    for path, name in values(document.data, (names.section, names.key)):
        if name in first:
            line = document.line(first[name])
            yield document.problem(
                path,
                f"{names.word}「{name}」在第 {line} 行已经有了",
                f"{names.word_en} {name} is already given at line {line}",
            )
        first.setdefault(name, path)


def dangling(documents: Mapping[str, Document]) -> Iterator[Problem]:
    """References to names that no file declares; a file that cannot be read is not blamed."""
    for file, path, sort in REFERENCES:
        if file in documents and NAMES[sort].file in documents:
            yield from _dangling_in(documents, file, tuple(path.split(".")), sort)


def _dangling_in(
    documents: Mapping[str, Document], file: str, path: tuple[str, ...], sort: str
) -> Iterator[Problem]:
    names, known = NAMES[sort], _declared(documents, sort)
    for where, name in values(documents[file].data, path):
        if name in known:
            continue
        near = ", ".join(get_close_matches(name, sorted(known), n=3)) or "-"
        yield documents[file].problem(
            where,
            f"{names.file} 里没有{names.word}「{name}」；相近的有：{near}",
            f"{names.file} has no {names.word_en} {name}; near: {near}",
        )


def _declared(documents: Mapping[str, Document], sort: str) -> frozenset[str]:
    data = documents[NAMES[sort].file].data
    declared = {name for _, name in values(data, (NAMES[sort].section, NAMES[sort].key))}
    if sort == "rule":
        declared |= {name for _, name in values(data, ("otherwise", "name"))}
    return frozenset(declared) | ALSO_KNOWN.get(sort, frozenset())


def values(data: Any, path: tuple[str, ...], at: Where = ()) -> Iterator[tuple[Where, str]]:
    """Every text found by following `path` down, through any lists on the way."""
    if isinstance(data, list):
        for position, one in enumerate(data):
            yield from values(one, path, (*at, position))
    elif not path:
        if isinstance(data, str):
            yield at, data
    elif isinstance(data, dict) and path[0] in data:
        yield from values(data[path[0]], path[1:], (*at, path[0]))
