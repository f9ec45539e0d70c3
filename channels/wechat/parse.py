"""From the fields of a push to a message: plain data in, plain data out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from wechatpy.messages import MESSAGE_TYPES, UnknownMessage

from channels.base import Unacceptable
from channels.message import Attachment, InboundMessage, Location, Remark
from channels.positions import wgs84
from channels.wechat.words import ONLY_EMOJI, UNKNOWN_KIND, only_emoji
from channels.weixin.texts import UNREADABLE, language_of

CLOCKS_DIFFER = timedelta(minutes=5)
HEARD = Remark(
    "文字由微信语音识别得出，请以录音为准。",
    "The text was recognised from speech by WeChat; the recording counts.",
)
FORMATS = {"image": "jpg", "voice": "amr", "video": "mp4"}
PICTURES = (".qpic.cn", ".qlogo.cn")  # where PicUrl points to


@dataclass(frozen=True, slots=True)
class Push:
    """What the platform pushed, its envelope read. `kind` and `event` are in lower case."""

    sender: str = field(repr=False)  # an openid
    account: str  # the original id it was sent to, gh_…
    kind: str
    at: datetime
    event: str
    key: str = field(repr=False)  # EventKey
    fields: Mapping[str, str] = field(repr=False)

    @property
    def chosen(self) -> bool:
        """A click on one of the answers that a message of ours offered."""
        return "bizmsgmenuid" in self.fields

    @property
    def id(self) -> str:
        """The provider's MsgId; for what has none, a hash over what tells it apart.

        The platform names FromUserName and CreateTime as the key of an event; two events may fall
        into one second, so the event and its key are part of it.
        """
        if number := self.fields.get("MsgId"):
            return number
        parts = (
            {"event": self.event, "key": self.key} if self.kind == "event" else dict(self.fields)
        )
        named = {**parts, "sender": self.sender, "at": int(self.at.timestamp())}
        written = json.dumps(named, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def push_of(fields: Mapping[str, str]) -> Push:
    """Raises KeyError, ValueError when the envelope is not whole."""
    sender, account, created = fields["FromUserName"], fields["ToUserName"], fields["CreateTime"]
    if not (re.fullmatch(r"[\x21-\x7e]{1,64}", sender) and re.fullmatch(r"[0-9]{1,11}", created)):
        raise ValueError("no openid, or no time")
    return Push(
        sender=sender,
        account=account,
        kind=fields["MsgType"].lower(),
        at=datetime.fromtimestamp(int(created), UTC),
        event=fields.get("Event", "").lower(),
        key=fields.get("EventKey", ""),
        fields=fields,
    )


def message_of(push: Push, account: str, arrived: datetime, thread: str = "") -> InboundMessage:
    """The message a push stands for; not for an event. Raises Unacceptable.

    `account` is ours among several, `arrived` stands in for a time of theirs that lies ahead.
    """
    read = _READ.get(push.kind)
    if read is None:
        raise Unacceptable(UNKNOWN_KIND)
    ahead = push.at > arrived + CLOCKS_DIFFER
    bare = InboundMessage(
        channel="wechat",
        account=account,
        external_id=push.id,
        sender=push.sender,
        text="",
        sent_at=arrived if ahead else push.at,
        thread=thread,
    )
    # wechatpy knows what the fields are called
    told = MESSAGE_TYPES.get(push.kind, UnknownMessage)(dict(push.fields))
    try:
        message = read(bare, told)
    except (KeyError, ValueError) as error:
        raise Unacceptable(UNREADABLE) from error
    return replace(message, language=language_of(message.text))


def _text(bare: InboundMessage, told: Any) -> InboundMessage:
    text = told.content or ""
    if only_emoji(text):
        raise Unacceptable(ONLY_EMOJI)
    return replace(bare, text=text)


def _image(bare: InboundMessage, told: Any) -> InboundMessage:
    link = told.image or ""
    address = urlsplit(link)
    theirs = address.scheme in ("http", "https") and (address.hostname or "").endswith(PICTURES)
    reference = told.media_id or (link if theirs else "")
    return replace(bare, attachments=(_attachment("image", reference, bare),))


def _voice(bare: InboundMessage, told: Any) -> InboundMessage:
    heard, form = told.recognition or "", (told.format or "").lower()
    form = form if re.fullmatch(r"[a-z0-9]{2,5}", form) else ""
    return replace(
        bare,
        text=heard,
        attachments=(_attachment("voice", told.media_id or "", bare, form),),
        remarks=(HEARD,) if heard else (),
    )


def _video(bare: InboundMessage, told: Any) -> InboundMessage:
    return replace(bare, attachments=(_attachment("video", told.media_id or "", bare),))


def _location(bare: InboundMessage, told: Any) -> InboundMessage:
    latitude, longitude = float(told.location_x or ""), float(told.location_y or "")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not on the globe")
    label = told.label or ""
    place = Location(*wgs84(latitude, longitude), label)
    return replace(bare, text=f"[位置] {label}".strip(), location=place)


def _link(bare: InboundMessage, told: Any) -> InboundMessage:
    said = (f"[链接] {told.title or ''}".strip(), told.description, told.url)
    return replace(bare, text="\n".join(line for line in said if line))


def _attachment(
    kind: Literal["image", "voice", "video"], reference: str, bare: InboundMessage, form: str = ""
) -> Attachment:
    if not re.fullmatch(r"[\x21-\x7e]{1,1000}", reference):
        raise ValueError("nothing to fetch it by")
    name = f"{bare.external_id[:32]}.{form or FORMATS[kind]}"
    return Attachment(kind, reference, name)


_READ: Mapping[str, Callable[[InboundMessage, Any], InboundMessage]] = MappingProxyType(
    {
        "text": _text,
        "image": _image,
        "voice": _voice,
        "video": _video,
        "shortvideo": _video,
        "location": _location,
        "link": _link,
    }
)
