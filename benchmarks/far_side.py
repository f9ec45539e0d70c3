"""The providers behind Telegram and WeChat, quick ones: `python -m benchmarks.far_side PORT`.

Tells whoever listens at /heard what arrived for whom, and when: seconds of the machine's
monotonic clock, which all processes share.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

import uvloop
from aiohttp import WSMsgType, web

from benchmarks.serving import served
from tests.channels.specimens import telegram, wechat

ANSWERS: Mapping[str, object] = {**wechat.SPECIMEN.answers, **telegram.ANSWERS}


def heard(body: Mapping[str, Any]) -> tuple[str, str] | None:
    """Whom a call of either provider's API speaks to, and the words."""
    match body:
        case {"touser": whom, "text": {"content": words}}:
            return whom, words
        case {"touser": whom, "msgmenu": {"head_content": words}}:
            return whom, words
        case {"chat_id": whom, "text": words}:
            return str(whom), words
    return None


def app() -> web.Application:
    listeners: list[web.WebSocketResponse] = []

    async def answer(request: web.Request) -> web.Response:
        at = time.perf_counter()
        body = await request.read()
        said = heard(json.loads(body)) if body.startswith(b"{") else None
        if said is not None:
            told = json.dumps({"at": at, "whom": said[0], "words": said[1]})
            for listener in listeners:
                await listener.send_str(told)
        found = ANSWERS.get(request.path)
        return web.Response(status=404) if found is None else web.json_response(found)

    async def listen(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        listeners.append(socket)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
        listeners.remove(socket)
        return socket

    built = web.Application()
    built.router.add_get("/heard", listen)
    built.router.add_route("*", "/{path:.*}", answer)
    return built


if __name__ == "__main__":
    uvloop.run(served(app(), int(sys.argv[1])))
