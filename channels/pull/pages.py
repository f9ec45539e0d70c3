"""Asks the partner for one page after another, and takes a page apart."""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientSession
from yarl import URL

from channels.base import Refused, TryAgain
from channels.calling import Answer, Call, answered
from channels.http import MIB
from channels.pull.items import at, written
from channels.pull.settings import Paging, PullSettings
from channels.signature import KEY, SIGNATURE, TIMESTAMP, signature

LARGEST = 20 * MIB  # of a page
MOST_PAGES = 10_000  # in one round; far more than an honest partner has


@dataclass(frozen=True, slots=True)
class Page:
    items: Sequence[object] = field(repr=False)
    next: str  # "" when this was the last one


def call(settings: PullSettings, method: str, url: URL, body: bytes = b"", key: str = "") -> Call:
    """With the partner's headers, and signed if he wants that; `key` is an idempotency key."""
    headers = {name: value.get_secret_value() for name, value in settings.headers.items()}
    if key:
        headers["Idempotency-Key"] = key
    if settings.key:
        now = int(time.time())
        secret = settings.secret.get_secret_value()
        headers[KEY] = settings.key
        headers[TIMESTAMP] = str(now)
        headers[SIGNATURE] = signature(secret, now, method, url.raw_path_qs, key, body)
    if body:
        headers["Content-Type"] = "application/json"
    return Call(method, url, headers, body or None)


async def pages(
    http: ClientSession, settings: PullSettings, since: dict[str, str]
) -> AsyncIterator[Page]:
    """Raises TryAgain when a page cannot be had, or when pages come without an end."""
    paging = settings.paging
    counted = paging is not None and not paging.next
    wanted = str(paging.first) if paging and counted else ""
    asked: set[str] = set()
    last: Page | None = None
    while wanted not in asked and len(asked) < MOST_PAGES:
        query = {**settings.query, **since}
        if paging and wanted:
            query[paging.parameter] = wanted
        page = await _page(http, settings, URL(settings.url).update_query(query), wanted)
        if counted and last is not None and page.items == last.items:
            return  # some give their last page for every number beyond it
        asked.add(wanted)
        last = page
        yield page
        if page.next in ("", wanted):
            return
        wanted = page.next
    raise TryAgain("the pages have no end")


async def _page(http: ClientSession, settings: PullSettings, url: URL, wanted: str) -> Page:
    try:
        answer = await answered(http, call(settings, "GET", url), LARGEST)
    except Refused as error:
        raise TryAgain(str(error)) from error
    content = _content(answer)
    found = next(at(content, settings.items), None)
    if not isinstance(found, list):
        raise TryAgain(f"the answer has no list at {settings.items or 'its top'}")
    return Page(found, _next(settings.paging, content, wanted, found))


def _next(paging: Paging | None, content: object, wanted: str, found: Sequence[object]) -> str:
    if paging is None:
        return ""
    if paging.next:
        return written(next(at(content, paging.next), None))
    return str(int(wanted) + 1) if found else ""


def _content(answer: Answer) -> object:
    """Whatever is no JSON (a gateway's error page, whatever its status says) is tried again."""
    if answer.status != 200:
        raise TryAgain(f"HTTP {answer.status}")
    try:
        return json.loads(answer.content.decode(_charset(answer)))
    except (ValueError, RecursionError) as error:
        raise TryAgain(f"no readable JSON but {answer.content_type}") from error


def _charset(answer: Answer) -> str:
    try:
        return codecs.lookup(answer.charset or "utf-8").name
    except LookupError:
        return "utf-8"
