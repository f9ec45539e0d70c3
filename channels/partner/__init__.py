"""The door for partner systems: signed JSON, sent again as often as they like, kept once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from channels.base import Abilities, ChannelSettings
from channels.message import InboundMessage
from channels.openapi import Api
from channels.partner.model import Report, parse
from channels.signed import Caller, Callers, SignedChannel


class PartnerSettings(ChannelSettings):
    """`partners` by their id, which stands in X-Duokou-Key."""

    partners: Callers = Field(min_length=1)


class PartnerChannel(SignedChannel):
    name = "partner"
    label = ("合作平台", "Partner system")
    abilities = Abilities(reply_now=True, attachments=frozenset({"image", "file"}), location=True)
    api = Api(
        path="/v1/reports",
        model=Report,
        title="多口归一 · 合作方接口 Partner API",
        operation="fileReport",
        summary="登记一件诉求 · File a report",
        idempotency="您对这件诉求的编号 Your id of this report (of this `reporter.ref`).",
        example={
            "text": "小区门口的路灯从上周起一直不亮，晚上老人出门看不清路。",
            "kind": "help",
            "occurred_at": "2026-03-05T20:30:00+08:00",
            "location": {
                "latitude": 36.6232,
                "longitude": 101.7782,
                "address": "某某路与某某街路口",
            },
            "reporter": {"ref": "user-4711", "name": "张女士", "phone": "13800000000"},
        },
    )
    Settings = PartnerSettings
    settings: PartnerSettings

    @property
    def callers(self) -> Mapping[str, Caller]:
        return self.settings.partners

    def read(self, payload: object, caller: str, key: str, made_at: datetime) -> InboundMessage:
        return parse(payload, caller, key, made_at)
