"""Finds names that no word announces: by their characters, and by what stands around them.

找李文要说法, 包工头赵德柱, 张秀兰家的狗: wherever a surname stands, what a name of two to four
characters would be is weighed together with its surroundings, as one decision. The weights are
those of a logistic regression over lines written for this project (`nlp/samples/names/`);
`python -m nlp.names_bare_fitting` made them (decision 0024).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from nlp.name_shapes import listed
from nlp.text import CHINESE, Normal, words

WEIGHTS = "names_bare.npz"
BITS = 17
_SIZES = (2, 3, 4)  # characters of a name; four only after certain surnames
_EDGE = 4  # what is looked at beyond the end of a text
# log-odds from which it is taken for a name; what is right of those is printed by
# `python -m nlp.names_bare_fitting`
SURE = 0.3
SURNAMES = ("rare", "shyer", "shy", "surname", "top")  # as the list calls them; the surest last
# Of a character: which sort of surname it may be, if any; whether given names are made of it, three
# characters may follow it, it is Chinese, a Latin letter, a digit.
_SURNAME, _GIVEN, _LONG, _HAN, _LATIN, _DIGIT = 7, 8, 16, 32, 64, 128
_ALIKE = _LATIN | _DIGIT

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]
Floats = NDArray[np.float32]
Known = NDArray[np.uint8]
Span = tuple[int, int]

_ODD = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)))  # numbers without pattern
_SIGNS = 13
_OF_SIGN = (np.arange(1, _SIGNS + 1, dtype=np.uint32) * np.uint32(0x27D4EB2F))[:, None]
_BESIDE = 24  # bits that hold any character; what else is known stands above them


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be names: where each begins and ends, and a row of slots of weights for each."""

    starts: Places
    ends: Places
    slots: Numbers


def bare_names(normal: Normal) -> Iterator[Span]:
    """Start and end of names in a normalised text, none overlapping, the surest first.

    Takes time in proportion to the length.
    """
    found = candidates(normal)
    if found is None:
        return
    odds = weights().take(found.slots).sum(axis=1)
    yield from apart(found, odds, SURE)


def apart(found: Candidates, odds: Floats, least: float) -> Iterator[Span]:
    """Of candidates that overlap the surest; none whose log-odds are below `least`."""
    taken = bytearray(int(found.ends.max()))
    for at in np.argsort(-odds, kind="stable")[: int((odds >= least).sum())].tolist():
        start, end = int(found.starts[at]), int(found.ends[at])
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            yield start, end


def candidates(normal: Normal) -> Candidates | None:
    """Every run of Chinese characters as long as a name that begins like one; None without any."""
    letters = np.frombuffer(normal.text.encode("utf-32-le"), np.uint32)
    known = _table().take(letters, mode="clip")
    begins = np.flatnonzero(known & _SURNAME)
    if not len(begins):
        return None
    room = _room(known)[begins]
    fits = [begins[room >= size] for size in _SIZES]
    fits[-1] = fits[-1][(known[fits[-1]] & _LONG) > 0]
    starts = np.concatenate(fits)
    if not len(starts):
        return None
    ends = starts + np.repeat(_SIZES, [len(each) for each in fits])
    return Candidates(starts, ends, _slots(normal, letters, known, starts, ends))


def _room(known: Known) -> Places:
    """How many Chinese characters stand in a row from each place on."""
    at = np.arange(len(known))
    ends = np.where(known & _HAN, len(known), at)
    return np.asarray(np.minimum.accumulate(ends[::-1])[::-1] - at)


def _slots(normal: Normal, letters: Numbers, known: Known, starts: Places, ends: Places) -> Numbers:
    """A row for each candidate, of what is known of it."""
    size = (ends - starts).astype(np.uint32) << _BESIDE
    alike = known & _ALIKE
    around = np.zeros(len(letters) + 2, np.uint32)
    around[1:-1] = np.where(alike, alike, letters)  # all Latin letters are one, and all digits
    seconds, lasts = starts + 1, ends - 1
    cut, begun, ended, own = _in_words(normal.text, letters)
    cuts = sum(cut[starts + ahead] << ahead for ahead in range(4)) | cut[ends] << 4
    gaps = _gaps(normal)
    fair = known[starts] & _SURNAME | (known[seconds] & _GIVEN) | (known[lasts] & _GIVEN) << 1
    return _hashed(
        np.stack(
            (
                letters[starts] | size,
                letters[seconds] | size,
                letters[lasts] | size,
                around[starts],
                around[ends + 1] | size,
                cuts | size,
                ended[starts] ^ cut[starts],
                begun[ends] ^ cut[ends],
                own[starts] ^ cut[starts],
                own[lasts] ^ cut[ends],
                fair | size,
                gaps[starts] | gaps[ends] << 1,
                size,
            )
        )
    )


def _in_words(text: str, letters: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Where words begin; a number for the word that begins at a place, for the one that ends
    there, and for the one that the character there belongs to."""
    said = words(text)
    sizes = np.fromiter(map(len, said), np.int64, len(said))
    ends = sizes.cumsum()
    starts = ends - sizes
    number = letters[starts] * _ODD[0] + letters[ends - 1] * _ODD[1]
    number += sizes.astype(np.uint32) * _ODD[2]
    cut, begun, ended = np.zeros((3, len(letters) + _EDGE), np.uint32)
    cut[starts] = cut[len(letters) :] = 1
    begun[starts] = ended[ends] = number
    return cut, begun, ended, np.repeat(number, sizes)


def _gaps(normal: Normal) -> Numbers:
    """Before which characters the citizen left a blank or a line break."""
    found = np.zeros(len(normal.text) + 1, np.uint32)
    found[list(normal.blanks())] = 1
    return found


def _hashed(signs: Numbers) -> Numbers:
    """From a row for each sign to a row of slots for each candidate. What is the same number in two
    signs has other slots in each."""
    mixed = (signs + _OF_SIGN) * _ODD[0]
    mixed ^= mixed >> 15
    mixed *= _ODD[1]
    return np.asarray((mixed >> (32 - BITS)).T)


@cache
def _table() -> Known:
    """What is known of a character, by its number; nothing of the last and of those above it."""
    table = np.zeros(CHINESE[-1][1] + 2, np.uint8)
    for first, last in CHINESE:
        table[first : last + 1] = _HAN
    table[ord("a") : ord("z") + 1], table[ord("0") : ord("9") + 1] = _LATIN, _DIGIT
    said = listed()
    doubles = "".join(double[0] for double in said["double"])
    table[_numbers(doubles)] |= 1
    for number, sort in enumerate(SURNAMES, start=1):
        own = _numbers("".join(said[sort]))
        table[own] = table[own] & ~np.uint8(_SURNAME) | number  # of two sorts the surer
    table[_numbers(doubles + "".join(said["long"]))] |= _LONG
    table[_numbers("".join(said["given"]))] |= _GIVEN
    return table


def _numbers(characters: str) -> list[int]:
    return sorted({ord(each) for each in characters})


@cache
def weights() -> Floats:
    """Of every slot, in log-odds."""
    return unpacked(written())


def written() -> bytes:
    """The file of weights."""
    return (files("nlp") / "words" / WEIGHTS).read_bytes()


def unpacked(packed: bytes) -> Floats:
    """From the file: a byte for each slot, in steps of one size."""
    with np.load(BytesIO(packed)) as kept:
        return np.asarray(kept["weights"] * kept["step"], np.float32)
