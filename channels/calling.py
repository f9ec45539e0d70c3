"""What doors that call others over HTTP share: bounded answers, and which failures will pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from channels.base import Refused, TryAgain

PATIENCE = 20.0  # seconds for one whole exchange
PASSING = frozenset({408, 425, 429})  # and every 5xx


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a far side; redirects are not followed, they could lead anywhere."""

    method: str
    url: str | URL = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes = field(repr=False)
    content_type: str = ""
    charset: str | None = None


async def answered(
    http: ClientSession, call: Call, largest: int, patience: float = PATIENCE
) -> Answer:
    """Whatever status it has. Raises TryAgain; Refused for more than `largest` bytes."""
    try:
        async with http.request(
            call.method,
            call.url,
            headers=call.headers,
            data=call.body,
            allow_redirects=False,
            timeout=ClientTimeout(total=patience),
        ) as response:
            content = bytearray()
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > largest:
                    raise Refused(f"the answer is larger than {largest} bytes")
            return Answer(response.status, bytes(content), response.content_type, response.charset)
    except (ClientError, TimeoutError) as error:
        raise TryAgain(type(error).__name__) from error  # its message may quote the address


def judge(status: int) -> None:
    """Raises TryAgain for a status that may change by itself, Refused for any other but 2xx."""
    if status in PASSING or status >= 500:
        raise TryAgain(f"HTTP {status}")
    if not 200 <= status < 300:
        raise Refused(f"HTTP {status}")


async def fetched(http: ClientSession, call: Call, largest: int) -> bytes:
    """The content of a 2xx answer. Raises TryAgain, Refused."""
    answer = await answered(http, call, largest)
    judge(answer.status)
    return answer.content
