"""Reads an update: what a citizen sent, or what to say to him instead."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Chat, Message, Update, User

from channels.message import InboundMessage, Language, Person, Remark, Source
from channels.moments import arrived
from channels.telegram import content, hints

COMMAND = re.compile(r"/(start|help|report)(?:@\w{1,64})?(?:\s+|$)", re.IGNORECASE)
RECEIPT = re.compile(r"\b[A-Z]{2}(?: ?\d){10}\b")  # as a number stands in what the bot told him
NAME = 80  # characters; Telegram allows 64 for each half

EDITED = Remark("市民修改过这条消息", "The citizen edited this message")
FORWARDED = Remark("转发的消息，不一定是本人的话", "Forwarded: perhaps not the sender's own words")


@dataclass(frozen=True, slots=True)
class Heard:
    """One update. `message` is None when only `hint` is to be said.

    `thread` is its own; `answers` is the own thread of the message it replies to, if that was the
    same sender's. `wordless` says that it only adds to something said besides.
    """

    chat: int
    message: InboundMessage | None = None
    hint: str = field(default="", repr=False)
    thread: str = ""
    answers: str = ""
    album: bool = False
    edited: bool = False
    private: bool = False
    wordless: bool = False


def read(update: Mapping[str, Any], account: str, bot: int) -> Heard | None:
    """None for what is genuine and no citizen's message. Raises ValueError for what is no update.

    `bot` is the id of our own bot.
    """
    try:
        heard = _read(update, account, bot)
    except (LookupError, TypeError, AttributeError, ArithmeticError, OSError) as error:
        # the library takes whatever stands in a field
        raise ValueError("not an update") from error
    if heard is not None and heard.message is not None and not _sound(heard.message):
        raise ValueError("words or numbers were expected")
    return heard


def _sound(message: InboundMessage) -> bool:
    files = (word for file in message.attachments for word in (file.reference, file.name))
    source = message.source or Source("")
    words = (message.text, message.aside, message.thread, source.medium, source.link, *files)
    place = (message.location.latitude, message.location.longitude)
    return all(isinstance(word, str) for word in words) and all(
        degrees is None or (isinstance(degrees, int | float) and math.isfinite(degrees))
        for degrees in place
    )


def _read(update: Mapping[str, Any], account: str, bot: int) -> Heard | None:
    message = _message(update)
    if message is None or _of_a_machine(message) or _moved(message):
        return None
    said = message.text or message.caption or ""
    command = COMMAND.match(said)
    text = _without(command, said)
    if message.chat.type in (Chat.GROUP, Chat.SUPERGROUP) and not _addressed(command, message, bot):
        return None
    hint = _instead(message, command, text)
    if hint is not None:
        return Heard(message.chat.id, hint=hint) if hint else None
    return _heard(message, text, account, bot)


def _message(update: Mapping[str, Any]) -> Message | None:
    found = Update.de_json(dict(update), None)
    message = (
        found.message or found.edited_message or found.channel_post or found.edited_channel_post
    )
    if message is not None and not (type(message.message_id) is type(message.chat.id) is int):
        raise TypeError("ids are numbers")
    return message


def _without(command: re.Match[str] | None, said: str) -> str:
    """/report may lead the words; what follows /start is a link's parameter, not a citizen's."""
    if command is None:
        return said
    return said[command.end() :] if command[1].lower() == "report" else ""


def _of_a_machine(message: Message) -> bool:
    """Other bots, or we might talk to one for ever; an anonymous admin writes through one."""
    sender = message.from_user
    return sender is not None and sender.is_bot and message.sender_chat is None


def _moved(message: Message) -> bool:
    """A live location sends an edit at every step its bearer takes."""
    return message.edit_date is not None and message.location is not None


def _addressed(command: re.Match[str] | None, message: Message, bot: int) -> bool:
    """In a group people talk to each other; what is meant for us begins with our command."""
    return command is not None or _from_bot(message.reply_to_message, bot)


def _from_bot(message: Message | None, bot: int) -> bool:
    return message is not None and message.from_user is not None and message.from_user.id == bot


def _instead(message: Message, command: re.Match[str] | None, text: str) -> str | None:
    """The hint for what cannot become a report; "" to keep silent; None if it can."""
    if text.strip() or content.carries(message):
        return None
    if command is not None:
        return hints.GREETING if message.chat.type == Chat.PRIVATE else hints.IN_A_GROUP
    if message.chat.type == Chat.PRIVATE and content.is_sent_by_hand(message):
        return hints.NOT_READABLE
    return ""  # somebody joined, a title changed, a sticker in a channel


def _heard(message: Message, text: str, account: str, bot: int) -> Heard:
    replied = message.reply_to_message
    ours = _from_bot(replied, bot)
    same = replied is not None and not ours and _sender(replied) == _sender(message) != ""
    aside = (replied.text or replied.caption or "") if replied and not (ours or same) else ""
    read_ = _inbound(message, text, account)
    if ours and replied is not None:
        number = RECEIPT.search(replied.text or "")
        read_ = replace(read_, refers_to=number[0] if number else "")
    if aside:
        read_ = replace(read_, aside=f"{aside}\n{read_.aside}".strip())
    return Heard(
        chat=message.chat.id,
        message=read_,
        thread=read_.thread,
        answers=_thread(replied) if same and replied is not None else "",
        album=message.media_group_id is not None,
        edited=message.edit_date is not None,
        private=message.chat.type == Chat.PRIVATE,
        wordless=not re.search(r"\w", text),
    )


def _inbound(message: Message, text: str, account: str) -> InboundMessage:
    language = _language(message.from_user)
    contact = content.contact(message)
    sent_at = message.edit_date or message.date
    edit = f"/edit-{int(sent_at.timestamp())}" if message.edit_date else ""
    return InboundMessage(
        channel="telegram",
        account=account,
        external_id=f"{message.chat.id}/{message.message_id}{edit}",
        sender=_sender(message),
        text=text.strip() or content.words_for(message, language),
        sent_at=arrived(sent_at),
        attachments=content.attachments(message),
        location=content.location(message),
        person=Person(name=_name(message), phone=contact.own_phone),
        language=language,
        thread=_thread(message),
        aside=contact.card,
        remarks=_remarks(message),
        source=_source(message),
        public=message.chat.type != Chat.PRIVATE,
    )


def _thread(message: Message) -> str:
    if message.media_group_id is not None:
        return f"album {message.media_group_id}"
    return f"{message.chat.id}/{message.message_id}"


def _sender(message: Message) -> str:
    """Whom to answer, in private; "" for a channel or a hidden admin, who cannot be answered so."""
    if message.sender_chat is not None or message.from_user is None:
        return ""
    return str(message.from_user.id)


def _name(message: Message) -> str:
    if message.sender_chat is not None or message.from_user is None:
        return ""
    return message.from_user.full_name[:NAME]


def _language(user: User | None) -> Language:
    code = (user.language_code or "") if user is not None else ""
    return "en" if code.lower().partition("-")[0] == "en" else "zh"


def _remarks(message: Message) -> tuple[Remark, ...]:
    found = []
    if message.edit_date is not None:
        found.append(EDITED)
    if message.forward_origin is not None:
        found.append(FORWARDED)
    return (*found, *content.remarks(message))


def _source(message: Message) -> Source | None:
    """A channel is a publication: its title, and the post's address if it is public."""
    if message.chat.type != Chat.CHANNEL:
        return None
    name = message.chat.username
    return Source(
        message.chat.title or "", f"https://t.me/{name}/{message.message_id}" * bool(name)
    )
