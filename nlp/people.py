"""Finds what is personal in a text, so that it can be covered before others read it."""

from nlp.suggestion import PersonalSpan


def find(text: str) -> tuple[PersonalSpan, ...]:
    """Personal details in order of appearance, never overlapping."""
    return ()


def mask(text: str) -> str:
    """The same text, same length, with every personal detail covered by `*`."""
    covered = list(text)
    for span in find(text):
        covered[span.start : span.end] = "*" * (span.end - span.start)
    return "".join(covered)
