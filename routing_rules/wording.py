"""Whether the city's templates have every key, every language and only known blanks."""

import re
from collections.abc import Iterator

from routing_rules.contents import Contents
from routing_rules.documents import Document
from routing_rules.files import CityFile, TemplatesFile
from routing_rules.problems import Problem
from routing_rules.templates import BLANK, BLANKS, OPTIONAL, Template, fixed_blanks

MOBILE_NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def template_mistakes(contents: Contents) -> Iterator[Problem]:
    file, city = contents.form(TemplatesFile), contents.form(CityFile)
    if file is None or city is None:
        return
    document = contents.documents["templates.yaml"]
    yield from _missing(document)
    fixed = fixed_blanks(city.name, city.name_en, city.contacts).keys()
    for template in file.templates:
        if template.key in BLANKS:
            yield from _mistakes(document, template, frozenset(fixed))
        else:
            yield _unknown(document, template)


def _missing(document: Document) -> Iterator[Problem]:
    written = document.data.get("templates", ())
    keys = {one.get("key") for one in written if isinstance(one, dict)}
    for key in BLANKS.keys() - keys:
        yield document.problem(("templates",), f"缺少模板「{key}」", f"template {key} is missing")


def _unknown(document: Document, template: Template) -> Problem:
    return document.problem(
        ("templates", template.position, "key"),
        f"不认识模板「{template.key}」；可以有：{'、'.join(BLANKS)}",
        f"unknown template {template.key}; known: {', '.join(BLANKS)}",
    )


def _mistakes(document: Document, template: Template, fixed: frozenset[str]) -> Iterator[Problem]:
    blanks = BLANKS[template.key]
    known = blanks.all | fixed
    for language, text in (("zh", template.zh), ("en", template.en)):
        where = ("templates", template.position, language)
        always = OPTIONAL.sub("", text)
        for name in set(BLANK.findall(text)) - known:
            yield document.problem(
                where,
                f"「{template.key}」不能用空位 {{{name}}}；可以用：{'、'.join(sorted(known))}",
                f"{template.key} has no blank {{{name}}}; known: {', '.join(sorted(known))}",
            )
        for name in blanks.required - set(BLANK.findall(always)):
            yield document.problem(
                where,
                f"「{template.key}」必须写上空位 {{{name}}}",
                f"{template.key} must have the blank {{{name}}}",
            )
        for name in blanks.optional & set(BLANK.findall(always)):
            yield document.problem(
                where,
                f"{{{name}}} 不一定有，须放在 [[…]] 里",
                f"{{{name}}} is not always known and must stand within [[…]]",
            )
        yield from _stray_marks(document, where, text)


def _stray_marks(document: Document, where: tuple[int | str, ...], text: str) -> Iterator[Problem]:
    bare = BLANK.sub("", OPTIONAL.sub(r"\1", text))
    if any(mark in bare for mark in ("{", "}", "[[", "]]")):
        yield document.problem(
            where, "花括号或 [[ ]] 没有成对", "a brace or a double bracket is not closed"
        )
    if MOBILE_NUMBER.search(text):
        yield document.problem(
            where, "模板里不能写私人手机号", "a template must not hold a private mobile number"
        )
