"""The door for the telephone: call-centre systems push their calls, agents type theirs in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from pydantic import Field

from channels.base import Abilities, ChannelSettings
from channels.hotline.call import Call, message
from channels.http import MIB, Rejected
from channels.message import InboundMessage, Raw
from channels.openapi import Api
from channels.signed import Caller, Callers, SignedChannel

PARKED_FOR = timedelta(days=7)  # one call that is refused again and again is parked once


class HotlineSettings(ChannelSettings):
    """`systems` by their id, which stands in X-Duokou-Key; `lines`: line id to name.

    Every line that was ever merged into the hotline has its own id; a call on any other line is
    refused and shown to staff, never filed under a line by default.
    """

    systems: Callers = Field(default={})
    lines: dict[str, str] = Field(default={"12345": "12345 热线"}, min_length=1)


class HotlineChannel(SignedChannel):
    name = "hotline"
    label = ("热线电话", "Telephone")
    abilities = Abilities(reply_now=True, location=True)
    api = Api(
        path="/v1/calls",
        model=Call,
        title="多口归一 · 呼叫中心接口 Call-centre API",
        operation="fileCall",
        summary="登记一通来电 · File a call",
        idempotency=(
            "通话编号 Your id of this call. Send a call once it is complete, transcript included."
        ),
        example={
            "summary": "市民反映某某小区门口的路灯从上周起一直不亮，晚上老人出门看不清路。",
            "line_id": "12345",
            "caller": "13800000000",
            "name": "张女士",
            "transcript": "您好，我们小区门口的路灯从上周起就不亮了，老人晚上出门看不清。",
            "recording": "rec-2026-03-05-000417",
            "agent_id": "1024",
            "started_at": "2026-03-05T20:31:07+08:00",
            "ended_at": "2026-03-05T20:34:50+08:00",
            "location": {"address": "某某路与某某街路口"},
            "callback": "18:00 以后",
        },
    )
    largest = 2 * MIB
    fields = MappingProxyType(
        {
            "text": "summary",
            "phone": "caller",
            "address": "location.address",
            "sent_at": "started_at",
        }
    )
    Settings = HotlineSettings
    settings: HotlineSettings

    @property
    def callers(self) -> Mapping[str, Caller]:
        return self.settings.systems

    def read(self, payload: object, caller: str, key: str, made_at: datetime) -> InboundMessage:
        call = Call.model_validate(payload)
        return message(call, self.settings.lines, caller, key, made_at)

    async def unread(self, raw: Raw, rejected: Rejected) -> None:
        """A call that happened must not be lost for a line that nobody registered."""
        if rejected.status != 422:
            return
        about = f"parked {raw.about['caller']} {raw.about['key']}"
        if await self.ports.shelf.get(about) is None:
            await self.ports.park(raw, rejected.problems[0])
            await self.ports.shelf.put(about, "1", PARKED_FOR)  # not before it is safe
