"""Duties that overlap between units, with the one question that decides."""

from pydantic import Field

from routing_rules.entries import Entry, Words


class Overlap(Entry):
    """Categories (`codes`) over which the units of `duties` are known to disagree."""

    id: Words
    name: Words
    name_en: Words
    codes: tuple[Words, ...] = Field(min_length=1)
    question: Words
    question_en: Words
    rule: Words
    rule_en: Words
    duties: tuple[Words, ...] = Field(min_length=2)
