"""From an item of `sync_msg` to a message or an event: plain data in, plain data out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from channels.base import Problem
from channels.message import Attachment, InboundMessage, Location, Remark
from channels.moments import arrived
from channels.positions import wgs84
from channels.weixin.corp import moment_of
from channels.weixin.texts import language_of

Item = Mapping[str, Any]
Kind = Literal["image", "voice", "video", "file"]

NOWHERE = Location()
FROM_CITIZEN = 3  # `origin`, document 94670; 4 is the system, 5 a servicer

NOT_HEARD = Remark(
    "语音没有文字：微信客服不提供识别，请播放附件。",
    "A voice without words: customer service gives no transcript; please play the attachment.",
)

# `fail_type` of msg_send_fail, document 94670
FAILURES: Mapping[int, tuple[str, str]] = {
    1: ("客服账号已删除", "the account was deleted"),
    2: ("应用已关闭", "the application is closed"),
    4: ("会话已过期，超过 48 小时", "more than 48 hours have passed"),
    5: ("会话已关闭", "the session is closed"),
    6: ("超过 5 条限制", "more than five messages"),
    8: ("主体未验证", "the enterprise is not verified"),
    10: ("用户拒收", "the citizen does not take messages"),
}
RECALLED = Problem(
    "",
    "recalled",
    "市民撤回了一条消息；已收下的内容不变，请酌情处理。",
    "The citizen recalled a message; what was kept stays as it is.",
)


class UnknownKind(ValueError):
    """A citizen's message of a kind that is not read."""

    def __init__(self, sender: str, message_id: str, sent_at: datetime) -> None:
        super().__init__("unknown kind")
        self.sender, self.message_id, self.sent_at = sender, message_id, sent_at


@dataclass(frozen=True, slots=True)
class Entered:
    """A citizen opened the session; `code` buys one message of welcome within 20 seconds."""

    sender: str = field(repr=False)
    code: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Noticed:
    """An event that staff must see."""

    problem: Problem


def sender_of(open_kfid: str, external_userid: str) -> str:
    """The citizen within one of our accounts: the same person is another one in the next."""
    if not open_kfid or not external_userid or "/" in open_kfid:
        raise ValueError("an id is empty")
    return f"{open_kfid}/{external_userid}"


def parse(item: Item, account: str) -> InboundMessage | Entered | Noticed | None:
    """None for what needs nobody: words of our own staff, changes of a session.

    Raises KeyError, TypeError, ValueError; UnknownKind for a citizen's message of another kind.
    """
    if item["msgtype"] == "event":
        return _event(item)
    if item["origin"] != FROM_CITIZEN:
        return None
    kind = _named(item["msgtype"])
    sender = sender_of(_named(item["open_kfid"]), _named(item["external_userid"]))
    message_id, sent_at = _named(item["msgid"]), arrived(moment_of(item["send_time"]))
    if kind not in READERS:
        raise UnknownKind(sender, message_id, sent_at)
    read = READERS[kind](_fields(item[kind]))
    return InboundMessage(
        channel="kefu",
        account=account,
        external_id=message_id,
        sender=sender,
        text=read.text,
        sent_at=sent_at,
        attachments=read.attachments,
        location=read.location,
        language=language_of(read.text),
        aside=read.aside,
        remarks=(NOT_HEARD,) if kind == "voice" else (),
    )


def _event(item: Item) -> Entered | Noticed | None:
    event = _fields(item["event"])
    kind = event["event_type"]
    if kind == "enter_session" and event.get("welcome_code"):
        sender = sender_of(_named(event["open_kfid"]), _named(event["external_userid"]))
        at = moment_of(item["send_time"])
        return Entered(sender, _named(event["welcome_code"]), at)
    if kind == "msg_send_fail":
        zh, en = FAILURES.get(event.get("fail_type", 0), ("原因不明", "for an unknown reason"))
        return Noticed(
            Problem(
                "",
                "send-failed",
                f"发给市民的一条消息没有送达：{zh}。请另行联系。",
                f"A message to the citizen did not arrive: {en}. Please reach him another way.",
            )
        )
    return Noticed(RECALLED) if kind == "user_recall_msg" else None


def _named(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("an id is no text")
    return value


def _fields(value: object) -> Item:
    if not isinstance(value, dict):
        raise TypeError("no fields")
    return value


@dataclass(frozen=True, slots=True)
class Read:
    """What one kind of message says; `aside` are words of others that the citizen passed on."""

    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    location: Location = NOWHERE
    aside: str = field(default="", repr=False)


def _text(content: Item) -> Read:
    if not isinstance(content["content"], str):
        raise TypeError("content is no text")
    return Read(content["content"])


def _file(kind: Kind, name: str = "") -> Callable[[Item], Read]:
    def read(content: Item) -> Read:
        return Read(attachments=(Attachment(kind, _named(content["media_id"]), name),))

    return read


def _location(content: Item) -> Read:
    latitude, longitude = wgs84(float(content["latitude"]), float(content["longitude"]))
    address = " ".join(_said(content, "address", "name"))
    return Read(address or "〔位置〕", location=Location(latitude, longitude, address))


def _link(content: Item) -> Read:
    return Read("\n".join(_said(content, "title", "desc", "url")))


def _merged(content: Item) -> Read:
    title = str(content.get("title") or "〔聊天记录〕")
    return Read(title, aside="\n".join(_line(_fields(said)) for said in content.get("item", ())))


def _line(said: Item) -> str:
    """`msg_content` is the JSON of a message of the same kinds."""
    kind = str(said.get("msgtype"))
    inner = _fields(_fields(_read_json(said["msg_content"])).get(kind, {}))
    words = str(inner.get("content") or inner.get("title") or f"〔{kind}〕")
    return f"{said.get('sender_name', '')}：{words}"


def _read_json(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _said(content: Item, *names: str) -> list[str]:
    return [str(content[name]) for name in names if content.get(name)]


READERS: Mapping[str, Callable[[Item], Read]] = {
    "text": _text,
    "image": _file("image"),
    "voice": _file("voice", "voice.amr"),
    "video": _file("video"),
    "file": _file("file"),
    "location": _location,
    "link": _link,
    "merged_msg": _merged,
}
