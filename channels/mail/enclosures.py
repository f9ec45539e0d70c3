"""What is attached to a mail, typed by its content, within what the gateway keeps of one report."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import puremagic
from PIL import Image

from channels.mail.bodies import bodies, is_body, joined, text_and_quotation
from channels.mail.mime import Part
from channels.mail.tnef import Broken, unpacked
from channels.message import Attachment, Remark

MOST = 8  # attachments of one message, as the gateway takes them
LARGEST = 10 * 1024 * 1024  # bytes of one
LONGEST_NAME = 120  # characters

_PICTURES = ("JPEG", "PNG", "WEBP", "GIF")
_PIXELS = 80_000_000  # more is no photo of a phone but a picture bomb
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_MACHINES = ("message/delivery-status", "message/disposition-notification")

Kind = Literal["image", "voice", "video", "file"]


@dataclass(frozen=True, slots=True)
class Enclosures:
    """`attachments` can be opened; `words` are texts that came as files, each under its name."""

    attachments: tuple[Attachment, ...] = ()
    words: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def enclosed(mail: Part) -> Enclosures:
    """Everything in the mail that is not its own text; what cannot be kept is remarked upon."""
    attachments: list[Attachment] = []
    words: list[str] = []
    remarks: list[Remark] = []
    seen: set[bytes] = set()
    for name, content, kind in _loose(mail):
        digest = hashlib.sha256(name.encode() + b"\0" + content).digest()
        if digest in seen:  # a logo comes back with every answer
            continue
        seen.add(digest)
        found = _attachment(name, content, kind, len(attachments))
        if isinstance(found, Attachment):
            attachments.append(found)
        elif isinstance(found, Remark):
            remarks.append(found)
        else:
            words.append(found)
    return Enclosures(tuple(attachments), tuple(words), tuple(remarks[:MOST]))


def _loose(part: Part) -> Iterator[tuple[str, bytes, str]]:
    """Name, content, and the text of what is text, for every part that is not the mail itself."""
    if part.type == "message/rfc822":
        yield from _mail_within(part)
    for inner in part.parts:
        yield from _loose(inner)
    if part.parts or not part.content or is_body(part) or part.type in _MACHINES:
        return
    if part.type == "application/ms-tnef" or part.name.lower() == "winmail.dat":
        yield from _unpacked(part)
    else:
        yield part.name, part.content, part.text if _is_text(part) else ""


def _mail_within(part: Part) -> Iterator[tuple[str, bytes, str]]:
    for inner in part.parts:
        text, quoted = text_and_quotation(tuple(bodies(inner)))
        yield inner.says("subject"), text.encode(), joined((text, quoted))


def _is_text(part: Part) -> bool:
    return part.type.startswith("text/") and part.type != "text/html"


def _unpacked(part: Part) -> Iterator[tuple[str, bytes, str]]:
    try:
        for name, content in unpacked(part.content):
            yield name, content, ""
    except Broken:
        yield part.name, part.content, ""


def _attachment(name: str, content: bytes, text: str, before: int) -> Attachment | Remark | str:
    name = name.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
    if text:
        return f"【{name or '附件 attachment'}】\n{text.strip()}"
    kind = _kind(content)
    if kind is None:
        return Remark(
            f"附件「{name}」无法识别或打不开，只保留在邮件原件中。",
            f"The attachment “{name}” cannot be opened; it is only in the mail as it came.",
        )
    if len(content) > LARGEST or before >= MOST:
        return Remark(
            f"附件「{name}」太大或太多，只保留在邮件原件中。",
            f"The attachment “{name}” is too large or one too many; it is in the mail as it came.",
        )
    return Attachment(kind, f"{before + 1}", name, content)


def _kind(content: bytes) -> Kind | None:
    """None for what nobody should open: a picture bomb, or content of no known type."""
    media_type = _media_type(content[:4096])
    if _opens(content):
        return "image"
    if not media_type or _is_bomb(content):
        return None
    families: dict[str, Kind] = {"audio": "voice", "video": "video"}
    return families.get(media_type.partition("/")[0], "file")


def _media_type(start: bytes) -> str:
    try:
        found = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        return ""
    return next((match.mime_type for match in found if match.mime_type), "")


def _opens(content: bytes) -> bool:
    try:
        with _picture(content) as picture:
            picture.verify()
            return not _too_large(picture)
    except (OSError, SyntaxError, ValueError, *_BOMBS):  # as Pillow refuses what is no picture
        return False


def _is_bomb(content: bytes) -> bool:
    try:
        with _picture(content) as picture:
            return _too_large(picture)
    except (OSError, SyntaxError, ValueError):
        return False
    except _BOMBS:
        return True


def _picture(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(content), formats=_PICTURES)


def _too_large(picture: Image.Image) -> bool:
    return picture.width * picture.height > _PIXELS
