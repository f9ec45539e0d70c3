"""What doors that are called over HTTP share: reading strictly, refusing politely."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn, ParamSpec, TypeVar

from aiohttp import web

from channels.base import Problem
from channels.message import Language

P = ParamSpec("P")
T = TypeVar("T")

MIB = 1024 * 1024
REASONS = web.ResponseKey("reasons", str)  # where a response notes why it turns a request away
DEEPEST = 32  # nested arrays and objects; a report needs four

SECURITY_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; "
            "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)

# what a problem document calls each status: Chinese, English
TITLES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: ("请求无法读取", "The request cannot be read"),
        401: ("无法确认请求来源", "The sender cannot be confirmed"),
        403: ("不允许", "Not allowed"),
        404: ("没有找到", "Not found"),
        405: ("不支持此方法", "Method not allowed"),
        409: ("与已有内容冲突", "Conflict with what is already kept"),
        413: ("内容过大", "Too large"),
        415: ("不支持的内容类型", "Unsupported type of content"),
        422: ("内容不符合要求", "The content cannot be accepted"),
        429: ("请求过于频繁", "Too many requests"),
        500: ("服务暂时出错", "Something went wrong here"),
        503: ("服务暂时不可用", "Temporarily unavailable"),
    }
)

UNREADABLE = Problem(
    "",
    "unreadable",
    "内容无法读取，请检查格式。",
    "The content cannot be read; check its format.",
)
NOT_UTF8 = Problem(
    "",
    "not-utf-8",
    "内容不是有效的 UTF-8 编码，请用 UTF-8 重新发送。",
    "The content is not valid UTF-8; send it again in UTF-8.",
)
BROKEN_JSON = Problem(
    "",
    "broken-json",
    "内容不是有效的 JSON：格式有误，或含有重复的键、非法数值。",
    "The content is not valid JSON: broken, or with a duplicate key or a number JSON lacks.",
)
TOO_DEEP = Problem(
    "",
    "too-deep",
    f"JSON 嵌套超过 {DEEPEST} 层。",
    f"The JSON is nested more than {DEEPEST} levels deep.",
)
ENCODED = Problem(
    "",
    "content-encoding",
    "不接受压缩的内容，请原样发送。",
    "Compressed content is not taken; send it as it is.",
)

# possessive, and content with an end of text: linear in time whatever is sent
_STRINGS_AND_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)

_ESCAPED_SURROGATE = re.compile(r"\\u[dD]")


class Rejected(Exception):
    """A request this door turns away: an HTTP status, and what is wrong in words for the sender.

    `members` are extension members of the problem document (RFC 9457, section 3.2).
    """

    def __init__(self, status: int, *problems: Problem, **members: object) -> None:
        super().__init__(f"{status}: {', '.join(problem.code for problem in problems)}")
        self.status = status
        self.problems = problems
        self.members = members


def parsed(parse: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `parse` makes of a payload; a payload it cannot read is Rejected with 400."""
    try:
        return parse(*args, **kwargs)
    except (KeyError, TypeError, ValueError) as error:
        raise Rejected(400, UNREADABLE) from error


async def body(request: web.Request, limit: int) -> bytes:
    """The whole body, at most `limit` bytes of it. Raises Rejected (413, 415)."""
    expect_plain(request)
    expect_length(request, limit)
    chunks = []
    size = 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def expect_plain(request: web.Request) -> None:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Rejected(415, ENCODED)


def expect_length(request: web.Request, limit: int) -> None:
    if request.content_length is not None and request.content_length > limit:
        raise too_large(limit)


def too_large(limit: int) -> Rejected:
    size = f"{limit / MIB:.0f} MB" if limit >= MIB else f"{limit / 1024:.0f} KB"
    return Rejected(
        413,
        Problem(
            "",
            "too-large",
            f"内容太大：一次最多 {size}。",
            f"The content is too large: at most {size} at a time.",
        ),
    )


def expect_type(request: web.Request, *types: str) -> None:
    """Raises Rejected (415) unless the request is one of these media types, in UTF-8."""
    if request.content_type not in types:
        known = ", ".join(types)
        raise Rejected(
            415,
            Problem(
                "",
                "media-type",
                f"内容类型应为 {known}。",
                f"The content type must be {known}.",
            ),
        )
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise Rejected(415, NOT_UTF8)


def utf8(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Rejected(400, NOT_UTF8) from error


def json_of(content: bytes, *, halves: bool = False) -> Any:
    """Plain data out of strict JSON: UTF-8, no duplicate key, no NaN, no half surrogate, not deep.

    With `halves` an emoji that somebody cut in two passes: for payloads that must not be refused
    as a whole, because nobody would send them otherwise. Raises Rejected (400).
    """
    text = utf8(content)
    if _depth(text) > DEEPEST:
        raise Rejected(400, TOO_DEEP)
    try:
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
        if not halves and _ESCAPED_SURROGATE.search(text):
            json.dumps(found, ensure_ascii=False).encode()  # half a pair is no character
        return found
    except ValueError as error:
        raise Rejected(400, BROKEN_JSON) from error


def _depth(text: str) -> int:
    depth = deepest = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        sign = text[found.start()]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def language_of_header(headers: Mapping[str, str]) -> Language:
    """Chinese unless Accept-Language prefers English."""
    wishes = []
    for item in headers.get("Accept-Language", "").lower().split(",")[:20]:
        tag, _, quality = item.partition(";")
        primary = tag.strip().partition("-")[0]
        if primary in ("zh", "en"):
            wishes.append((_quality(quality), primary))
    best = max(wishes, key=lambda wish: wish[0], default=(0.0, "zh"))
    return "en" if best[1] == "en" and best[0] > 0 else "zh"


def _quality(parameter: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
    return float(found[1]) if found else 1.0


def problem_json(
    language: Language, status: int, problems: Sequence[Problem], **members: object
) -> web.Response:
    """An RFC 9457 problem document: its type is the status, its `errors` name field and reason.

    The codes of the problems are noted under REASONS in the response, for the desk.
    """
    document = {
        "type": "about:blank",
        "title": TITLES[status][language == "en"],
        "status": status,
        "detail": " ".join(problem.says(language) for problem in problems),
        "errors": [
            {"field": problem.field, "code": problem.code, "detail": problem.says(language)}
            for problem in problems
        ],
        **members,
    }
    response = web.Response(
        body=json.dumps(document, ensure_ascii=False).encode(),
        status=status,
        content_type="application/problem+json",
        headers={"Content-Language": "en" if language == "en" else "zh-CN"},
    )
    response[REASONS] = " ".join(problem.code for problem in problems)
    return response


async def secure(_request: web.Request, response: web.StreamResponse) -> None:
    """A signal for `Application.on_response_prepare`: the security headers, unless already set."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)


def network(address: str) -> str:
    """Whose address it is, for limits: with IPv6, one household has 2^64 of them."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network(f"{known}/64", strict=False))
