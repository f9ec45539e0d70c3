"""Attachments' bytes, kept by content in a folder, and what they really are."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path

import puremagic
from PIL import Image, UnidentifiedImageError

from gateway.reports import StoredFile

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
PIXELS = 80_000_000  # more is no photo of a phone but a picture bomb
_ZIP, _OFFICE = "application/zip", "openxmlformats"
_OFFICE_PARTS = {  # ECMA-376 part 1: the parts that programs write as the main one
    b"word/document": "wordprocessingml.document",
    b"xl/workbook": "spreadsheetml.sheet",
    b"ppt/presentation": "presentationml.presentation",
}


class NotWhatItSays(Exception):
    """The bytes are not a picture, voice, video or document that we keep."""


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of files named by the SHA-256 of their content."""

    folder: Path

    def keep(self, content: bytes, name: str, media_type: str) -> StoredFile:
        """Durable when it returns; the same content is kept once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if not path.exists():
            write_durably(path, content)
        return StoredFile(digest, media_type, len(content), name)

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def write_durably(path: Path, content: bytes) -> None:
    """The whole file is there when this returns, also after a power cut; never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{secrets.token_hex(8)}")  # two may write the same content
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def picture_type(content: bytes) -> str:
    """The media type of a picture, from its content alone. Raises NotWhatItSays."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                if picture.width * picture.height > PIXELS:
                    raise NotWhatItSays("too many pixels")
                kind = picture.format
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotWhatItSays("no picture") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotWhatItSays("too many pixels") from error
    return PICTURES[str(kind)]


def file_type(content: bytes) -> str:
    """The media type of any other file, from its content alone. Raises NotWhatItSays."""
    try:
        matches = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError) as error:
        raise NotWhatItSays("unknown content") from error
    found = next((match.mime_type for match in matches if match.mime_type), "") or _unknown()
    return _within_zip(content) if content.startswith(b"PK") and _OFFICE in found else found


def _unknown() -> str:
    raise NotWhatItSays("unknown content")


def _within_zip(content: bytes) -> str:
    """Every ZIP archive begins like an office document; what is in it tells them apart."""
    kinds = (each for part, each in _OFFICE_PARTS.items() if part in content)
    return next((f"application/vnd.{_OFFICE}-officedocument.{kind}" for kind in kinds), _ZIP)
