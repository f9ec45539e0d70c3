"""The door for the press: what a newspaper or station published, pushed or typed in by staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from pydantic import Field

from channels.base import Abilities, ChannelSettings
from channels.media.clipping import Clipping, message
from channels.message import InboundMessage
from channels.openapi import Api
from channels.signed import Caller, Callers, SignedChannel


class MediaSettings(ChannelSettings):
    """`systems` by their id, which stands in X-Duokou-Key; the publications that are taken."""

    systems: Callers = Field(default={})
    publications: tuple[str, ...] = Field(
        default=("西宁晚报", "西宁市广播电视台", "其他媒体"), min_length=1
    )


class MediaChannel(SignedChannel):
    name = "media"
    label = ("媒体", "Press")
    abilities = Abilities(reply_now=True, attachments=frozenset({"image", "file"}), location=True)
    api = Api(
        path="/v1/clippings",
        model=Clipping,
        title="多口归一 · 媒体接口 Press API",
        operation="fileClipping",
        summary="登记一篇报道 · File a clipping",
        idempotency="报道编号 Your id of this clipping.",
        example={
            "text": "多位居民向本报反映，某某路人行道地砖松动，雨天一踩一身泥水。",
            "publication": "西宁晚报",
            "title": "地砖松动，出行添堵",
            "link": "https://news.example.com/2026/03/05/4711.html",
            "published_on": "2026-03-05",
            "location": {"address": "某某路"},
        },
    )
    fields = MappingProxyType({"address": "location.address"})
    Settings = MediaSettings
    settings: MediaSettings

    @property
    def callers(self) -> Mapping[str, Caller]:
        return self.settings.systems

    def read(self, payload: object, caller: str, key: str, made_at: datetime) -> InboundMessage:
        clipping = Clipping.model_validate(payload)
        return message(clipping, self.settings.publications, caller, key, made_at)
