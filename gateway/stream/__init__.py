"""The work queue: it says what wants attention; the store holds the truth."""

from gateway.stream.base import Entry, Shunted, Stream
from gateway.stream.opening import open_stream

__all__ = ["Entry", "Shunted", "Stream", "open_stream"]
