"""Whether what the city tells its citizens is complete, and gives away nobody's own number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from routing_rules.contents import Contents
from routing_rules.documents import Document, Where
from routing_rules.files import CityFile, ConversationFile, TemplatesFile
from routing_rules.problems import Problem
from routing_rules.templates import BLANK, BLANKS, OPTIONAL, Template, fixed_blanks

MOBILE_NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def template_mistakes(contents: Contents) -> Iterator[Problem]:
    file, city = contents.form(TemplatesFile), contents.form(CityFile)
    if file is None or city is None:
        return
    document = contents.documents["templates.yaml"]
    yield from _missing(document)
    fixed = fixed_blanks(city.name, city.name_en, city.contacts)
    for template in file.templates:
        if template.key not in BLANKS:
            yield _unknown(document, template)
            continue
        for language, text in (("zh", template.zh), ("en", template.en)):
            where = ("templates", template.position, language)
            yield from _Text(document, where, template.key, text, fixed).mistakes()


def remit_mistakes(contents: Contents) -> Iterator[Problem]:
    file = contents.form(ConversationFile)
    for entry in file.remit if file else ():
        told = entry.model_dump(include={"reason", "reason_en", "other_way", "other_way_en"})
        for name, words in told.items():
            if MOBILE_NUMBER.search(words):
                yield contents.documents["conversation.yaml"].problem(
                    ("remit", entry.position, name),
                    "不能写私人手机号",
                    "no private mobile number may stand here",
                )


def _missing(document: Document) -> Iterator[Problem]:
    written = document.data.get("templates", ())
    keys = {one.get("key") for one in written if isinstance(one, dict)}
    for key in BLANKS.keys() - keys:
        yield document.problem(("templates",), f"缺少模板「{key}」", f"template {key} is missing")


def _unknown(document: Document, template: Template) -> Problem:
    known = ", ".join(BLANKS)
    return document.problem(
        ("templates", template.position, "key"),
        f"不认识模板「{template.key}」；可以有：{known}",
        f"unknown template {template.key}; known: {known}",
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """One language of one template; `fixed` are the blanks the city itself fills."""

    document: Document
    where: Where
    key: str
    text: str
    fixed: dict[str, str]

    def mistakes(self) -> Iterator[Problem]:
        written = set(BLANK.findall(self.text))
        always = set(BLANK.findall(OPTIONAL.sub("", self.text)))
        known = BLANKS[self.key].all | self.fixed.keys()
        for name in written - known:
            yield self._problem(
                f"不能用空位 {{{name}}}；可以用：{', '.join(sorted(known))}",
                f"there is no blank {{{name}}}; known: {', '.join(sorted(known))}",
            )
        for name in BLANKS[self.key].required - always:
            yield self._problem(f"必须写上空位 {{{name}}}", f"the blank {{{name}}} must be there")
        for name in always & self._uncertain():
            yield self._problem(
                f"{{{name}}} 不一定有，须放在 [[…]] 里",
                f"{{{name}}} is not always known and must stand within [[…]]",
            )
        yield from self._stray_marks()

    def _uncertain(self) -> frozenset[str]:
        unknown = {name for name, value in self.fixed.items() if not value}
        return BLANKS[self.key].optional | unknown

    def _stray_marks(self) -> Iterator[Problem]:
        bare = BLANK.sub("", OPTIONAL.sub(r"\1", self.text))
        if any(mark in bare for mark in ("{", "}", "[[", "]]")):
            yield self._problem("花括号或 [[ ]] 没有成对", "a brace or bracket is not closed")
        if MOBILE_NUMBER.search(self.text):
            yield self._problem("不能写私人手机号", "no private mobile number may stand here")

    def _problem(self, reason: str, reason_en: str) -> Problem:
        return self.document.problem(
            self.where, f"模板「{self.key}」{reason}", f"template {self.key}: {reason_en}"
        )
