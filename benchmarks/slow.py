"""A provider for all doors that thinks for two seconds: `python -m benchmarks.slow PORT`."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

SLOW = 2.0  # seconds
# what the APIs of the several providers say when all is well
ANSWER = {
    "errcode": 0,
    "access_token": "a-token",
    "expires_in": 7200,
    "ok": True,
    "result": {},
    "has_more": 0,
    "next_cursor": "c",
    "msg_list": [],
    "items": [],
}


async def answer(_request: web.Request) -> web.Response:
    await asyncio.sleep(SLOW)
    return web.json_response(ANSWER)


def main(port: int) -> None:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, shutdown_timeout=1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
