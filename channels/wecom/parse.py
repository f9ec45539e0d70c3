"""From a push of a WeCom application to a message: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Mapping

from channels.message import Attachment, InboundMessage, Location, Remark
from channels.moments import arrived
from channels.positions import wgs84
from channels.weixin.corp import moment_of
from channels.weixin.texts import language_of

# what a member did that calls for a word of welcome (document 90240)
GREETED = frozenset({"subscribe", "click"})

NOT_HEARD = Remark(
    "语音没有文字：企业微信应用不提供识别，请播放附件。",
    "A voice without words: WeCom gives no transcript; please play the attachment.",
)


def parse(push: Mapping[str, str], account: str) -> InboundMessage | None:
    """None for events, and for kinds of message that document 90239 does not know.

    Raises KeyError, ValueError.
    """
    kind = push["MsgType"]
    if kind not in READERS:
        return None
    text, attachments, location = READERS[kind](push)
    return InboundMessage(
        channel="wecom",
        account=account,
        external_id=_required(push, "MsgId"),
        sender=_required(push, "FromUserName"),
        text=text,
        sent_at=arrived(moment_of(push["CreateTime"])),
        attachments=attachments,
        location=location,
        language=language_of(text),
        remarks=(NOT_HEARD,) if kind == "voice" else (),
    )


def greeted(push: Mapping[str, str]) -> bool:
    """Whether this event is answered with the words of welcome."""
    return push.get("MsgType") == "event" and push.get("Event") in GREETED


_Read = tuple[str, tuple[Attachment, ...], Location]


def _text(push: Mapping[str, str]) -> _Read:
    return push["Content"], (), Location()


def _image(push: Mapping[str, str]) -> _Read:
    return "", (Attachment("image", _required(push, "MediaId")),), Location()


def _voice(push: Mapping[str, str]) -> _Read:
    media_id = _required(push, "MediaId")
    name = f"voice.{push.get('Format', 'amr')}"
    return "", (Attachment("voice", media_id, name),), Location()


def _video(push: Mapping[str, str]) -> _Read:
    return "", (Attachment("video", _required(push, "MediaId")),), Location()


def _location(push: Mapping[str, str]) -> _Read:
    latitude, longitude = wgs84(float(push["Location_X"]), float(push["Location_Y"]))
    label = push.get("Label", "")
    return label or "〔位置〕", (), Location(latitude, longitude, label)


def _link(push: Mapping[str, str]) -> _Read:
    said = (push.get(name, "") for name in ("Title", "Description", "Url"))
    return "\n".join(words for words in said if words), (), Location()


READERS = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "location": _location,
    "link": _link,
}


def _required(push: Mapping[str, str], name: str) -> str:
    if not push[name]:
        raise ValueError(f"{name} is empty")
    return push[name]
