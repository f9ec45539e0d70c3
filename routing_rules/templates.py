"""The sentences citizens receive, in both languages, with a closed set of blanks each."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from routing_rules.contacts import Contact
from routing_rules.entries import Entry, Words

Language = Literal["zh", "en"]
BLANK = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Blanks:
    """What the gateway fills in: always, and where it is known."""

    required: frozenset[str] = frozenset({"number"})
    optional: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.required | self.optional


def _blanks(required: str, optional: str = "") -> Blanks:
    return Blanks(frozenset(required.split()), frozenset(optional.split()))


BLANKS: Mapping[str, Blanks] = {
    "receipt": _blanks("number", "summary link"),
    "receipt_attached": _blanks("number", "link"),
    "receipt_emergency": _blanks("number", "advice link"),
    "danger_any": _blanks(""),
    "danger_gas": _blanks(""),
    "danger_fire": _blanks(""),
    "danger_wire": _blanks(""),
    "danger_manhole": _blanks(""),
    "danger_trapped": _blanks(""),
    "danger_hurt": _blanks(""),
    "danger_water": _blanks(""),
    "danger_collapse": _blanks(""),
    "danger_crime": _blanks(""),
    "danger_despair": _blanks(""),
    "dispatched": _blanks("number unit", "due link"),
    "merged": _blanks("number", "count link"),
    "answered": _blanks("number unit result", "section phone link"),
    "answered_directly": _blanks("number answer", "link"),
    "not_accepted": _blanks("number reason", "other_way"),
    "withdrawn": _blanks("number"),
    "second_round": _blanks("number", "due link"),
    "survey_invite": _blanks("number", "link"),
    "returned_delay": _blanks("number", "due link"),
    "deferred": _blanks("number due reason", "link"),
    "privacy_notice": _blanks("", "link"),
    "greeting": _blanks(""),
    "ask_what": _blanks(""),
    "ask_what_picture": _blanks(""),
    "ask_where": _blanks(""),
    "ask_which": _blanks(""),
    "ask_when": _blanks(""),
    "ask_divide": _blanks("list"),
    "ask_withdraw": _blanks("number"),
    "filed": _blanks("number", "summary link"),
    "filed_silent": _blanks("number", "link"),
    "filed_hurry": _blanks("number", "link"),
    "filed_several": _blanks("list"),
    "phone_invited": _blanks(""),
    "phone_kept": _blanks(""),
    "phone_wrong": _blanks(""),
    "supplement_added": _blanks("number", "link"),
    "supplement_danger": _blanks("number", "link"),
    "supplement_invited": _blanks("number"),
    "supplement_nothing": _blanks(""),
    "progress_none": _blanks(""),
    "progress_one": _blanks("number state", "unit due link"),
    "number_unknown": _blanks(""),
    "withdraw_passed_on": _blanks("number"),
    "withdraw_kept": _blanks("number"),
    "withdraw_nothing": _blanks(""),
    "person_called": _blanks("", "minutes"),
    "person_awaited": _blanks(""),
    "person_taken": _blanks(""),
    "person_back": _blanks(""),
    "person_ended": _blanks(""),
    "out_of_remit": _blanks("number reason", "other_way link"),
    "answer": _blanks("answer source", "page"),
    "answer_more": _blanks(""),
    "not_understood": _blanks(""),
    "still_here": _blanks(""),
    "machine_here": _blanks(""),
    "thanks": _blanks(""),
    "slow_down": _blanks(""),
    "back_asked": _blanks(""),
    "dropped": _blanks(""),
    "corrected": _blanks("", "number link"),
    "resume_code": _blanks("code", "days"),
    "resumed": _blanks("", "summary"),
    "resume_wrong": _blanks(""),
    "media_kept": _blanks(""),
    "choice_separate": _blanks(""),
    "choice_together": _blanks(""),
    "choice_yes": _blanks(""),
    "choice_no": _blanks(""),
    "choice_file": _blanks(""),
    "choice_helped": _blanks(""),
    "choice_person": _blanks(""),
    "choice_skip": _blanks(""),
}
VERSION_LENGTH = 12


class Template(Entry):
    """One message; `[[…]]` is left out when a blank in it is empty or not known."""

    key: Words
    zh: Words
    en: Words


@dataclass(frozen=True, slots=True)
class Templates:
    """The city's templates by key; `fixed` fills blanks about the city itself."""

    by_key: Mapping[str, Template]
    fixed: Mapping[str, str]

    def render(self, key: str, language: Language, **values: str) -> str:
        """Raises KeyError for an unknown key, ValueError for missing or unknown values.

        Values are put in as they are, braces and brackets in them included.
        """
        blanks = BLANKS[key]
        if missing := blanks.required - {name for name, value in values.items() if value}:
            raise ValueError(f"template {key} misses {', '.join(sorted(missing))}")
        if unknown := values.keys() - blanks.all:
            raise ValueError(f"template {key} has no blank {', '.join(sorted(unknown))}")
        template = self.by_key[key]
        return _fill(template.zh if language == "zh" else template.en, {**self.fixed, **values})

    def version(self, key: str) -> str:
        """Changes when the wording does, in either language; raises KeyError for an unknown key."""
        template = self.by_key[key]
        written = f"{template.zh}\0{template.en}".encode()
        return hashlib.sha256(written).hexdigest()[:VERSION_LENGTH]


def fixed_blanks(name: str, name_en: str, contacts: Iterable[Contact]) -> dict[str, str]:
    """Blanks any template may use: the city and its contacts, such as {police}."""
    return {
        "city": name,
        "city_en": name_en,
        **{contact.id: contact.number or "" for contact in contacts},
    }


def _fill(text: str, values: Mapping[str, str]) -> str:
    def kept(optional: re.Match[str]) -> str:
        known = all(values.get(name) for name in BLANK.findall(optional[1]))
        return optional[1] if known else ""

    return BLANK.sub(lambda blank: values[blank[1]], OPTIONAL.sub(kept, text))
