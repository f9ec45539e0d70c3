"""A district's site that embeds the chat, and a gateway that allows it to."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from gateway.app import Gateway
from gateway.settings import Settings


@dataclass
class Town:
    """A district's site, strict about what its pages may load, with the hotline's script tag."""

    hotline: str = ""

    def site(self) -> web.Application:
        site = web.Application()
        site.add_routes([web.get("/", self.page)])
        return site

    async def page(self, request: web.Request) -> web.Response:
        language = request.query.get("lang", "zh")
        text = (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>城东区</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>'
            '<main><h1>城东区人民政府</h1><p><a href="#news">通知公告</a></p></main>'
            f'<script src="{self.hotline}/channels/webchat/widget.js" data-lang="{language}" async>'
            "</script></body></html>"
        )
        policy = f"default-src 'none'; script-src {self.hotline}; frame-src {self.hotline}"
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=text, content_type="text/html", headers=headers)


@pytest.fixture
async def town() -> AsyncIterator[tuple[Town, str]]:
    town = Town()
    runner = web.AppRunner(town.site(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield town, f"http://localhost:{runner.addresses[0][1]}"  # another origin than 127.0.0.1
    await runner.cleanup()


@pytest.fixture
def ear() -> Iterator[socket.socket]:
    """Where the gateway will listen: it must know its own address before it does."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def listens_at(ear: socket.socket) -> str:
    return f"http://127.0.0.1:{ear.getsockname()[1]}"


@pytest.fixture
def settings(
    cellar: dict[str, str], tmp_path: Path, town: tuple[Town, str], ear: socket.socket
) -> Settings:
    chat = {"origins": [town[1]], "name_zh": "西宁", "name_en": "Xining"}
    return Settings.model_validate(
        {
            "folder": tmp_path / "var",
            "secret": "a secret of the tests alone",
            "public_url": listens_at(ear),
            "channels": {"webform": {}, "webchat": chat},
            **cellar,
        }
    )


@pytest.fixture
async def address(gateway: Gateway, ear: socket.socket) -> AsyncIterator[str]:
    runner = web.AppRunner(gateway.site, access_log=None)
    await runner.setup()
    await web.SockSite(runner, ear).start()
    yield listens_at(ear)
    await runner.cleanup()


@pytest.fixture
def embedding(town: tuple[Town, str], address: str) -> str:
    """The address of the page that embeds the chat."""
    town[0].hotline = address
    return town[1]


@pytest.fixture
def neighbour(town: tuple[Town, str], address: str) -> str:
    """The same on a neighbouring address of one site, where no browser forbids a frame storage."""
    town[0].hotline = address.replace("127.0.0.1", "localhost")
    return town[1]
