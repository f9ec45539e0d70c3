"""One telephone call as an agent or a call-centre system tells of it, and its message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from channels.base import Problem
from channels.hotline.comparing import disagreements
from channels.http import Rejected
from channels.message import RECORDING, InboundMessage, Person, Remark, Source
from channels.moments import CHINA
from channels.shapes import Moment, Place, Strict, Words

LONGEST_TRANSCRIPT = 50_000  # characters: more than two hours of talk
COMMUNITY = "社区"  # the medium of what a community took in before anybody called

Lines = Mapping[str, str]  # the registry of lines: id to name


class Call(Strict):
    """One matter that somebody told on the telephone."""

    summary: str = Field(description="The agent's summary, at most 20,000 characters.")
    line_id: str = Field(description="The line that was called; one of the registered ids.")
    caller: str = Field(default="", description="The caller's number; empty when withheld.")
    name: str = ""
    transcript: Words = Field(
        default="",
        max_length=LONGEST_TRANSCRIPT,
        description="What was said, as the recording was transcribed. Compared with the summary.",
    )
    recording: Words = Field(default="", max_length=500, description="Your reference to it.")
    agent_id: Words = Field(default="", max_length=80)
    started_at: Moment | None = None
    ended_at: Moment | None = None
    occurred_at: Moment | None = Field(default=None, description="When it happened.")
    location: Place = Place()
    callback: Words = Field(
        default="", max_length=80, description="When to call back, in words: `18:00 以后`."
    )
    kind: str = Field(
        default="", description="consult, help, complaint, report, suggest or praise; empty: unsure"
    )
    category: str = Field(default="", description="A code of the city's taxonomy; empty: unsure")
    confidential: bool = Field(default=False, description="Not to be named to the unit.")
    enterprise: bool = Field(default=False, description="Calls on behalf of a business.")
    community: Words = Field(
        default="",
        max_length=80,
        description="The community that took this in before anybody called (pre_hotline).",
    )
    refers_to: str = Field(default="", description="Receipt number of an earlier report.")
    language: Literal["zh", "en"] = Field(default="zh", description="Language of the receipt.")


def message(
    call: Call, lines: Lines, account: str, call_id: str, made_at: datetime
) -> InboundMessage:
    """What the gateway is to keep. Raises Rejected (422) for a line that is not registered."""
    if call.line_id not in lines:
        raise Rejected(422, _no_such_line(call.line_id, lines))
    return InboundMessage(
        channel="hotline",
        account=account,
        external_id=call_id,
        sender="",  # a telephone cannot be written to; whoever left a number is known by that
        text=call.summary,
        sent_at=call.started_at or made_at,
        location=call.location.located(),
        person=Person(
            name=call.name,
            phone=call.caller,
            confidential=call.confidential,
            enterprise=call.enterprise,
        ),
        occurred_at=call.occurred_at,
        kind=call.kind,
        category=call.category,
        refers_to=call.refers_to,
        language=call.language,
        line=lines[call.line_id],
        aside=call.transcript,
        remarks=(*_about(call), *_compared(call)),
        source=_source(call),
    )


def _source(call: Call) -> Source | None:
    """A transcript is a recording too, with or without a reference to the sound."""
    if call.recording or call.transcript:
        return Source(RECORDING, call.recording)
    return Source(COMMUNITY) if call.community else None


def _compared(call: Call) -> tuple[Remark, ...]:
    known = "\n".join((call.caller, call.name, call.location.address))
    return disagreements(call.summary, call.transcript, known)


def _about(call: Call) -> Iterator[Remark]:
    if call.callback:
        yield Remark(f"希望回电时间：{call.callback}", f"Wants to be called back: {call.callback}")
    if call.community:
        yield Remark(
            f"社区先行受理（未拨打热线）：{call.community}",
            f"Taken in by the community before any call: {call.community}",
        )
    if call.agent_id or call.started_at:
        spoke = _spoke(call)
        yield Remark(f"坐席 {call.agent_id} {spoke}".strip(), f"Agent {call.agent_id} {spoke}")


def _spoke(call: Call) -> str:
    if call.started_at is None:
        return ""
    start = f"{call.started_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    return f"{start} – {call.ended_at.astimezone(CHINA):%H:%M:%S}" if call.ended_at else start


def _no_such_line(line_id: str, lines: Lines) -> Problem:
    known = ", ".join(lines)
    return Problem(
        "line_id",
        "unknown-line",
        f"线路 {line_id[:40]} 没有登记，请先在设置 channels.hotline.lines 里登记。已登记：{known}",
        f"Line {line_id[:40]} is not registered; add it to channels.hotline.lines. Known: {known}",
    )
