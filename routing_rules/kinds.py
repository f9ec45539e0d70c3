"""The kinds of report: what a citizen wants, apart from what it is about."""

from routing_rules.entries import Entry, Words


class Kind(Entry):
    """`cues` are words that hint at the kind; routing never turns on the kind alone."""

    code: Words
    name: Words
    name_en: Words
    cues: tuple[Words, ...] = ()
    has_deadline: bool
    confidential_by_default: bool = False
