"""Tells whether a message says what one of the city's templates says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from routing_rules.templates import BLANK, OPTIONAL, Templates

Language = Literal["zh", "en"]
KEY = re.compile(r"[a-z]+(?:_[a-z]+)*")
# what a provider of text messages puts in place of marks it does not allow
_MARKS = str.maketrans("【】「」『』〖〗〔〕", "()“”“”()()")


@dataclass(frozen=True, slots=True)
class Wording:
    """`words` may be the key of a template, with its blanks filled anyhow, or words themselves."""

    templates: Templates
    _shapes: dict[tuple[str, Language], re.Pattern[str]] = field(default_factory=dict)

    def says(self, said: str, words: str, language: Language) -> bool:
        """Raises KeyError for what looks like a key and is none."""
        if not KEY.fullmatch(words):
            return plain(words).casefold() in plain(said).casefold()
        return self.shape(words, language).search(plain(said)) is not None

    def shape(self, key: str, language: Language) -> re.Pattern[str]:
        known = self._shapes.get((key, language))
        if known is None:
            template = self.templates.by_key[key]
            text = template.zh if language == "zh" else template.en
            known = re.compile(_shape(text, self.templates.fixed))
            self._shapes[key, language] = known
        return known


@cache
def plain(text: str) -> str:
    """Without blanks, and with the marks that survive everywhere."""
    return re.sub(r"\s+", "", text).translate(_MARKS)


def _shape(text: str, fixed: Mapping[str, str]) -> str:
    parts, end = [], 0
    for optional in OPTIONAL.finditer(text):
        parts.append(_filled(text[end : optional.start()], fixed))
        parts.append(f"(?:{_filled(optional[1], fixed)})?")
        end = optional.end()
    return "".join((*parts, _filled(text[end:], fixed)))


def _filled(text: str, fixed: Mapping[str, str]) -> str:
    parts, end = [], 0
    for blank in BLANK.finditer(text):
        parts.append(re.escape(plain(text[end : blank.start()])))
        known = fixed.get(blank[1])
        parts.append(re.escape(plain(known)) if known else ".*?")
        end = blank.end()
    return "".join((*parts, re.escape(plain(text[end:]))))
