"""What can be wrong with rules beyond names that lead nowhere."""

from collections.abc import Iterator

from routing_rules.areas import is_well_placed, make_areas
from routing_rules.contents import Contents
from routing_rules.documents import Document
from routing_rules.files import AreasFile, RulesFile
from routing_rules.problems import Problem
from routing_rules.rules import Rule, When
from routing_rules.shadowing import shadowed


def rule_mistakes(contents: Contents) -> Iterator[Problem]:
    file = contents.form(RulesFile)
    if file is None:
        return
    document = contents.documents["rules.yaml"]
    yield from _otherwise_mistakes(document, file.otherwise)
    for rule in file.rules:
        yield from _mistakes(document, rule)
    yield from _shadowed(contents, document, file)


def _otherwise_mistakes(document: Document, otherwise: Rule | None) -> Iterator[Problem]:
    if otherwise is None:
        if "otherwise" not in document.data:
            yield document.problem(
                (), "缺少兜底规则 otherwise", "the fallback otherwise is missing"
            )
    elif otherwise.to.unit is None or otherwise.when != When():
        wrong = "to" if otherwise.to.unit is None else "when"
        yield document.problem(
            ("otherwise", wrong),
            "兜底规则 otherwise 须写 to: {unit: 单位编号}，且不带条件 when",
            "otherwise must go to {unit: id} and have no conditions",
        )


def _mistakes(document: Document, rule: Rule) -> Iterator[Problem]:
    where = ("rules", rule.position)
    if rule.when == When():
        yield document.problem(
            where, f"规则「{rule.name}」没有条件 when", f"rule {rule.name} has no conditions"
        )
    by_category = any(target.place == "category" for target in (rule.to, *rule.assists))
    if by_category and not rule.when.category:
        yield document.problem(
            where,
            f"规则「{rule.name}」按类别派，when 里须有 category(任何类别写 ['*'])",
            f"rule {rule.name} sends by category and needs one in when (['*'] for any)",
        )
    if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
        yield document.problem(
            (*where, "valid_until"),
            f"规则「{rule.name}」的失效日早于生效日",
            f"rule {rule.name} ends before it begins",
        )


def _shadowed(contents: Contents, document: Document, file: RulesFile) -> Iterator[Problem]:
    areas = contents.form(AreasFile)
    known = make_areas(areas.areas if areas else ())
    if not all(is_well_placed(area, known.by_code) for area in known.all):
        return
    for rule, cover in shadowed(file.rules, known):
        yield document.problem(
            ("rules", rule.position, "name"),
            f"规则「{rule.name}」永远轮不到：前面的「{cover.name}」已经全部包含",
            f"rule {rule.name} can never decide: {cover.name} before it takes every case",
        )
