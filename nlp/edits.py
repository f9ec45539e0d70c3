"""A text with pieces replaced, that still knows where each stood."""

from dataclasses import dataclass

Edit = tuple[int, int, str]  # from, to, what stands there instead


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without disguise; `spans` lead back to the text it was, None if it is the same."""

    text: str
    spans: tuple[tuple[int, int], ...] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) stood before."""
        if self.spans is None:
            return start, end
        return self.spans[start][0], self.spans[end - 1][1]

    def edited(self, edits: list[Edit]) -> "Plain":
        """With these pieces, which are in order and apart, replaced."""
        if not edits:
            return self
        spans = self.spans or tuple((at, at + 1) for at in range(len(self.text)))
        text: list[str] = []
        kept: list[tuple[int, int]] = []
        last = 0
        for start, end, instead in edits:
            text += (self.text[last:start], instead)
            kept += spans[last:start]
            kept += _stretched(spans, start, end, len(instead))
            last = end
        return Plain("".join([*text, self.text[last:]]), (*kept, *spans[last:]))


def _stretched(
    spans: tuple[tuple[int, int], ...], start: int, end: int, length: int
) -> list[tuple[int, int]]:
    if length == end - start:
        return list(spans[start:end])
    return [(spans[start][0], spans[end - 1][1])] * length
