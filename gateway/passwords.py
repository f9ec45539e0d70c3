"""Passwords: argon2id with the library's parameters, checked off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
SHORTEST = 10  # characters
NOBODY = HASHER.hash("nobody has this password")  # so that unknown names take as long


def hashed(password: str) -> str:
    return HASHER.hash(password)


async def matches(password: str, stored: str) -> bool:
    return await asyncio.to_thread(_matches, password, stored)


def _matches(password: str, stored: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
