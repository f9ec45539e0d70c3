"""The known thing beside which conversations are measured: a bot that says everything again.

It thanks first and answers by a call of its own, as our doors do, but keeps nothing.
Run as a process of its own: `python -m benchmarks.echo PORT FAR_SIDE`.
"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import ClientSession, web

from benchmarks.serving import served
from tests.channels.specimens import telegram


async def main(port: int, far_side: str) -> None:
    url = f"{far_side}{telegram.BOT}/sendMessage"
    app = web.Application()
    under_way: set[asyncio.Task[None]] = set()

    async with ClientSession() as session:

        async def echo(chat: int, words: str) -> None:
            async with session.post(url, json={"chat_id": chat, "text": words}) as answer:
                await answer.read()

        async def take(request: web.Request) -> web.Response:
            message = (await request.json())["message"]
            task = asyncio.create_task(echo(message["chat"]["id"], message["text"]))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            return web.Response()

        app.router.add_post("/channels/telegram/updates", take)
        await served(app, port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2]))
