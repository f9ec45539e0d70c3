"""Looks for many words at once: anywhere in Chinese, as whole words in English."""

from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from nlp.text import is_latin

Found = tuple[str, int, int]  # a word, where it begins and ends


class Anywhere:
    """Finds words wherever their characters stand, also inside one another."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._finder = AhoCorasick(words)

    def find(self, text: str) -> list[Found]:
        """Every mention in a normalised text, by where it ends."""
        found = self._finder.find_matches_as_indexes(text, overlapping=True)
        return [(self._words[index], start, end) for index, start, end in found]


class WholeWords:
    """Finds words that no Latin letter or digit goes on from.

    `_` in a word stands for a blank, a `*` at its end for any ending, which is part of what is
    found.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._finder = AhoCorasick([word.replace("_", " ").removesuffix("*") for word in words])

    def find(self, text: str) -> list[Found]:
        """Every mention in a normalised text, by where it ends."""
        found = []
        for index, start, end in self._finder.find_matches_as_indexes(text, overlapping=True):
            word = self._words[index]
            if not _goes_on(text, start) and (word[-1] == "*" or not _goes_on(text, end)):
                found.append((word, start, _word_end(text, end) if word[-1] == "*" else end))
        return found


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on across that place of a text."""
    return is_latin(text[at - 1 : at]) and is_latin(text[at : at + 1])


def _word_end(text: str, at: int) -> int:
    while is_latin(text[at : at + 1]):
        at += 1
    return at
