"""The frames of the chat, as docs/webchat.md describes them: strict coming in, plain going out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from channels.base import Problem
from channels.http import MIB, UNREADABLE, Rejected, json_of, parsed, too_large
from channels.message import Receipt

LARGEST_TEXT = MIB // 4  # bytes of a text frame: 20,000 characters, each written as an escape
LARGEST = 10 * MIB + LARGEST_TEXT  # bytes of a frame with a picture; the gateway judges the picture
NO_MORE = 2**53  # the largest whole number that JavaScript counts to exactly

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Token = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_-]{43})?$")]  # 256 bits, or none
Count = Annotated[int, Field(ge=0, le=NO_MORE)]


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Hello(_Frame):
    """The first frame: who it is (nobody yet: ""), and the last reply he has."""

    type: Literal["hello"]
    version: Literal[1]
    token: Token = Field(default="", repr=False)
    since: Count = 0


class Say(_Frame):
    """One message. `id` and `thread` are the widget's; `picture` names the bytes that follow."""

    type: Literal["say"]
    id: Name
    thread: Name
    text: str = Field(default="", repr=False)
    language: Literal["zh", "en"] = "zh"
    phone: str = Field(default="", max_length=40, repr=False)
    picture: str = Field(default="", max_length=300, repr=False)


class Got(_Frame):
    """Every reply up to this one has been in front of the citizen."""

    type: Literal["got"]
    seq: Count


class Ping(_Frame):
    type: Literal["ping"]


Frame = Hello | Say | Got | Ping

_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def frame_of(content: bytes) -> Frame:
    """A text frame. Raises Rejected (400, 413)."""
    if len(content) > LARGEST_TEXT:
        raise too_large(LARGEST_TEXT)
    return parsed(_FRAMES.validate_python, json_of(content))


def say_of(content: bytes) -> Say:
    """A `say` without a picture. Raises Rejected (400, 413)."""
    frame = frame_of(content)
    if not isinstance(frame, Say):
        raise Rejected(400, UNREADABLE)
    return frame


def picture_of(content: bytes) -> tuple[Say, bytes]:
    """A binary frame: a `say` in one line of JSON, then the bytes of its picture.

    Raises Rejected (400, 413).
    """
    head, _, picture = content.partition(b"\n")
    if len(head) > LARGEST_TEXT:
        raise too_large(LARGEST_TEXT)
    say = parsed(_FRAMES.validate_python, json_of(head))
    if not isinstance(say, Say) or not say.picture or not picture:
        raise Rejected(400, UNREADABLE)
    return say, picture


def sender_of(token: str) -> str:
    """What the gateway calls him; whoever knows it does not know the token."""
    return hashlib.sha256(b"webchat\0" + token.encode()).hexdigest()


def written(type_: str, **members: Any) -> str:
    return json.dumps({"type": type_, **members}, ensure_ascii=False)


def kept(say: Say, receipt: Receipt) -> str:
    return written("kept", id=say.id, words=receipt.words, known=receipt.known)


def refused(say: Say, problems: Sequence[Problem]) -> str:
    told = [{"field": p.field, "code": p.code, "zh": p.zh, "en": p.en} for p in problems]
    return written("refused", id=say.id, problems=told)


def wait(say: Say, seconds: int) -> str:
    """Nothing is wrong with it: the same frame may come again after so many seconds."""
    return written(
        "wait",
        id=say.id,
        seconds=seconds,
        zh="您发得有点快，我们稍后自动再发，不用重写。",
        en="That was a little fast; it goes out by itself in a moment, no need to write it again.",
    )
