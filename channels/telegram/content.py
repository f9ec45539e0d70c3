"""What a Telegram message carries besides words: files, places, contact cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from telegram import Message

from channels.message import Attachment, Language, Location, Remark
from channels.telegram.api import LARGEST_FILE

PICTURES = ("image/jpeg", "image/png", "image/webp")

TOO_LARGE = Remark(
    "有附件超过 20 MB，Telegram 不让机器人下载，请另向市民索取",
    "An attachment is over 20 MB, which Telegram lets no bot download; ask the citizen for it",
)


@dataclass(frozen=True, slots=True)
class Contact:
    """`own_phone` only if the sender shared himself; anybody else's card is kept as `card`."""

    own_phone: str = field(default="", repr=False)
    card: str = field(default="", repr=False)


def carries(message: Message) -> bool:
    """Whether there is anything in it that can be kept, besides words."""
    return bool(attachments(message) or message.location or message.venue or message.contact)


def is_sent_by_hand(message: Message) -> bool:
    """Whether a person meant to say something with it, unlike with a notice of the service."""
    return any(
        (
            message.sticker,
            message.dice,
            message.game,
            message.poll,
            message.story,
            message.checklist,
            message.paid_media,
        )
    )


def attachments(message: Message) -> tuple[Attachment, ...]:
    return tuple(attachment for attachment, _ in _files(message))


def remarks(message: Message) -> tuple[Remark, ...]:
    too_large = any(size > LARGEST_FILE for _, size in _files(message))
    return (TOO_LARGE,) if too_large else ()


def _files(message: Message) -> Iterator[tuple[Attachment, int]]:
    """Each file, and its size in bytes (0: not known)."""
    if message.photo:
        photo = message.photo[-1]  # the same picture, smallest first
        yield Attachment("image", photo.file_id), photo.file_size or 0
    for voice in (message.voice, message.audio):
        if voice:
            yield Attachment("voice", voice.file_id), voice.file_size or 0
    for video in (message.video, message.video_note, message.animation):
        if video:
            yield Attachment("video", video.file_id), video.file_size or 0
    document = message.document
    if document and not message.animation:  # an animation comes as a document too
        picture = document.mime_type in PICTURES  # sent as a file, to keep its quality
        reference, name = document.file_id, document.file_name or ""
        found = Attachment("image" if picture else "file", reference, name)
        yield found, document.file_size or 0


def location(message: Message) -> Location:
    venue = message.venue
    place = venue.location if venue else message.location
    if place is None:
        return Location()
    address = f"{venue.title} {venue.address}".strip() if venue else ""
    return Location(place.latitude, place.longitude, address)


def contact(message: Message) -> Contact:
    found, sender = message.contact, message.from_user
    if found is None:
        return Contact()
    phone = f"+{found.phone_number.lstrip('+')}"  # Telegram leaves the plus out at times
    if sender is not None and found.user_id == sender.id:
        return Contact(own_phone=phone)
    name = " ".join(part for part in (found.first_name, found.last_name) if part)
    return Contact(card=f"{name} {phone}")


def words_for(message: Message, language: Language) -> str:
    """What stands in the text of a message that has no words and no file."""
    if message.venue or message.location:
        return "[location]" if language == "en" else "〔位置〕"
    if message.contact:
        return "[contact]" if language == "en" else "〔联系方式〕"
    return ""
