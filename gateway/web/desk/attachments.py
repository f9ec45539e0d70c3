"""Serves what citizens attached, to staff only, and never as anything that could run."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from PIL import Image, ImageOps

from gateway.files import Files, NotWhatItSays, picture_type

THUMBNAIL = (480, 360)  # pixels, for a screen of double density
UNKNOWN = "application/octet-stream"
CACHED = "private, max-age=86400, immutable"  # named by content: it can never change


@dataclass(frozen=True, slots=True)
class Attachments:
    files: Files

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/files/{digest}", self.show),
            web.get("/files/{digest}/small", self.small),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A picture in the page, anything else as a download."""
        path = self._path(request)
        content = await asyncio.to_thread(path.read_bytes)
        try:
            media_type, how = await asyncio.to_thread(picture_type, content), "inline"
        except NotWhatItSays:
            media_type, how = UNKNOWN, "attachment"
        headers = {"Content-Disposition": f'{how}; filename="{path.name[:12]}"'}
        return _file(content, media_type, headers)

    async def small(self, request: web.Request) -> web.StreamResponse:
        path = self._path(request)
        try:
            content = await asyncio.to_thread(_thumbnail, path)
        except (NotWhatItSays, OSError) as error:
            raise web.HTTPNotFound from error
        return _file(content, "image/jpeg", {})

    def _path(self, request: web.Request) -> Path:
        digest = request.match_info["digest"]
        path = self.files.path(digest)
        if not re.fullmatch(r"[0-9a-f]{64}", digest) or not path.is_file():
            raise web.HTTPNotFound
        return path


def _thumbnail(path: Path) -> bytes:
    """A small picture without the original's place and time. Raises NotWhatItSays, OSError."""
    content = path.read_bytes()
    picture_type(content)
    small = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.draft("RGB", THUMBNAIL)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail(THUMBNAIL)
        upright.save(small, "JPEG", quality=82)
    return small.getvalue()


def _file(content: bytes, media_type: str, headers: dict[str, str]) -> web.Response:
    safe = {"Cache-Control": CACHED, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return web.Response(body=content, content_type=media_type, headers={**safe, **headers})
