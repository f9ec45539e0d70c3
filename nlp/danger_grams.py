"""Puts the units of a text together as n-grams, as numbers."""

from functools import cache
from zlib import crc32

import numpy as np

from nlp.danger_reading import Numbers, Places, Reading

BITS = 19
MORE = np.array([0, 1, 1, 2, 2, 2])  # units of each row of n-grams after the first
_SHIFT = np.uint32(32 - BITS)
_ODD = np.array(  # numbers without pattern: their products scatter over the slots
    [[0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35], [0x27D4EB2F, 0x165667B1, 0xD3A2646D]], np.uint32
)[..., None]


def grams(reading: Reading) -> Numbers:
    """Six rows of slots: an n-gram begins at each unit, as long as `MORE` says.

    By letters; letters and sounds of pairs; of threes; the first and third letter. Slot 0 stands
    for all n-grams that go over the end or have a unit in them that says nothing.
    """
    says = reading.says
    mixed = reading.heard[:, None] * _ODD  # letters and sounds, scattered in three ways
    slots = np.zeros((6, len(says)), np.uint32)
    slots[0] = mixed[0, 0] * says
    if len(says) > 1:
        pairs = mixed[:, 0, :-1] + mixed[:, 1, 1:]
        both = says[:-1] & says[1:]
        slots[1:3, :-1] = pairs * both
        slots[3:5, :-2] = (pairs[:, :-1] + mixed[:, 2, 2:]) * (both[:-1] & both[1:])
        slots[5, :-2] = (mixed[0, 0, :-2] + mixed[0, 2, 2:]) * (says[:-2] & says[2:])
    slots >>= _SHIFT
    return slots


def marks(reading: Reading) -> tuple[Places, Places]:
    """Places where listed words begin, and slots of what the lists say of them."""
    found = reading.marks
    places = np.fromiter((place for place, _ in found), np.int64, len(found))
    return places, np.fromiter((_slot(mark) for _, mark in found), np.int64, len(found))


@cache
def _slot(mark: str) -> int:
    """The same on every machine, unlike `hash`."""
    return (crc32(mark.encode()) * int(_ODD[0, 0, 0]) & 0xFFFFFFFF) >> (32 - BITS)
