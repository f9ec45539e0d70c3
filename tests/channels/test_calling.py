"""Calling a far side: bounded in time and size, and its failures told apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import ClientSession

from channels.base import Refused, TryAgain
from channels.calling import Call, answered, fetched, judge

SECRET = "token=not-for-logs"
Speaks = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def far_side(speaks: Speaks) -> AsyncIterator[str]:
    """Its address; whoever calls it hears what `speaks` writes, and then the line is cut."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            await speaks(writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}/?{SECRET}"


def saying(answer: bytes) -> Speaks:
    async def speak(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return speak


async def silence(_writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(1)


async def test_gives_what_was_answered_whatever_its_status() -> None:
    answer = b"HTTP/1.1 418 Teapot\r\nContent-Type: text/plain; charset=gbk\r\n\r\nshort"
    async with far_side(saying(answer)) as url, ClientSession() as http:
        got = await answered(http, Call("GET", url), 5)

    assert (got.status, got.content, got.content_type, got.charset) == (
        418,
        b"short",
        "text/plain",
        "gbk",
    )


@pytest.mark.parametrize(
    "speaks",
    [
        silence,
        saying(b""),
        saying(b"no HTTP at all\r\n\r\n"),
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut sho"),
    ],
)
async def test_what_goes_wrong_on_the_way_may_be_tried_again(speaks: Speaks) -> None:
    async with far_side(speaks) as url, ClientSession() as http:
        with pytest.raises(TryAgain) as caught:
            await answered(http, Call("GET", url), 100, patience=0.2)

    assert SECRET not in str(caught.value)


async def test_nobody_there_may_be_tried_again() -> None:
    async with far_side(silence) as url:
        pass

    async with ClientSession() as http:
        with pytest.raises(TryAgain):
            await answered(http, Call("GET", url), 100)


async def test_reads_no_more_than_it_was_told_to() -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(bytes(64 * 1024))
            await writer.drain()

    async def until_cut(writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await endless(writer)

    async with far_side(until_cut) as url, ClientSession() as http:
        with pytest.raises(Refused, match="larger than 1000 bytes"):
            await answered(http, Call("GET", url), 1000)


async def test_follows_no_redirect() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    async with far_side(saying(moved)) as url, ClientSession() as http:
        with pytest.raises(Refused, match="302"):
            await fetched(http, Call("GET", url), 100)


@pytest.mark.parametrize(
    ("error", "statuses"),
    [(TryAgain, (408, 425, 429, 500, 503)), (Refused, (301, 400, 403, 404, 410))],
)
def test_a_status_says_whether_it_may_pass(
    error: type[Exception], statuses: tuple[int, ...]
) -> None:
    for status in statuses:
        with pytest.raises(error, match=str(status)):
            judge(status)


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_good_status_is_no_failure(status: int) -> None:
    judge(status)
