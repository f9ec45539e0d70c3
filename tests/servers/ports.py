"""Ports for servers that must be told theirs before they start."""

from __future__ import annotations

import itertools
import os
import socket

# below what systems give out by themselves, so that nobody takes it before the server does
LOWEST, MANY = 10_000, 20_000
_numbers = itertools.count(os.getpid() * 97)  # processes that test side by side begin apart


def free_port() -> int:
    """On this machine, another one at each call."""
    for number in _numbers:
        port = LOWEST + number % MANY
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("numbers have no end")
