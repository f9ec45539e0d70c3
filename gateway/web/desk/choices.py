"""Long lists to choose from by typing: words for a code, and the code for what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.stages.confirming import Invalid
from gateway.web.names import Names


@dataclass(frozen=True, slots=True)
class Choices:
    """`shown` is in the reader's language; `known` takes either language, or the code itself."""

    field: str
    shown: Mapping[str, str]  # code → words
    known: Mapping[str, str]  # words in small letters → code

    def words(self, code: str) -> str:
        return self.shown.get(code, code)

    def code(self, written: str) -> str:
        """The code of what was typed or chosen; "" for nothing. Raises Invalid."""
        plain = written.strip().lower()
        if not plain:
            return ""
        code = self.known.get(plain) or self.known.get(plain.split(maxsplit=1)[0])
        if code is None:
            raise Invalid(
                self.field,
                f"没有“{written.strip()[:40]}”，请从列表中选择。",
                f"There is no “{written.strip()[:40]}”; choose from the list.",
            )
        return code


def categories(names: Names) -> Choices:
    """Second-level categories and first-level ones, as "0701 first › second"."""
    codes = names.city.taxonomy.categories
    other = Names(names.city, "zh" if names.language == "en" else "en")
    shown = {code: f"{code} {names.category(code)}" for code in codes}
    last = {code: names.of(entry) for code, entry in codes.items()}
    foreign = {code: other.of(entry) for code, entry in codes.items()}
    return Choices("category", shown, _known((shown, last, foreign), codes))


def units(names: Names, field: str) -> Choices:
    other = Names(names.city, "zh" if names.language == "en" else "en")
    shown = {code: names.of(unit) for code, unit in names.city.units.items()}
    foreign = {code: other.of(unit) for code, unit in names.city.units.items()}
    return Choices(field, shown, _known((shown, foreign), names.city.units))


def _known(namings: Iterable[Mapping[str, str]], codes: Iterable[str]) -> dict[str, str]:
    by_words = {words.lower(): code for naming in namings for code, words in naming.items()}
    return by_words | {code.lower(): code for code in codes}
