"""What is passed on while places are looked for by their shape."""

from dataclasses import dataclass

from nlp.shapes_words import Cut

AROUND = frozenset({"area", "coded"})  # what other places lie in


@dataclass(frozen=True, slots=True)
class Shaped:
    """Something in a normalised text that looks like a place of that type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A word with which the name of a place may end; a weak one needs more than a name."""

    start: int
    end: int
    type: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A text up to where the last place ends: names do not reach back beyond its wall."""

    text: str
    cut: Cut
    wall: int = 0
    last: Shaped | None = None
    weak: bool = False  # whether the last place has a weak ending
    numbered: bool = False  # whether the last place ends with a number: 3栋

    @property
    def is_area(self) -> bool:
        return self.last is not None and self.last.type in AROUND
