"""The answers a citizen may choose from, where there are no buttons: he types a number."""

from __future__ import annotations

from collections.abc import Sequence


def numbered(choices: Sequence[str], between: str = "\n") -> str:
    """What goes below the words, each answer led by `between`; nothing when there are none."""
    return "".join(f"{between}{place}. {said}" for place, said in enumerate(choices, 1))
