"""Who calls, when a proxy of our own stands in front: limits count citizens, not the proxy."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler


@web.middleware
async def behind_proxy(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Believes the last address of X-Forwarded-For, which is the one our proxy wrote itself."""
    caller = request.headers.getall("X-Forwarded-For", [""])[-1].rpartition(",")[2].strip()
    scheme = request.headers.get("X-Forwarded-Proto", "")
    return await handler(
        request.clone(
            remote=caller or request.remote or "",
            scheme=scheme if scheme in ("http", "https") else request.scheme,
        )
    )
