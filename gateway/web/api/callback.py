"""The address at which an outside dispatch backend reports: signed, returned, answered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from channels.base import Problem
from channels.http import Rejected, body, expect_type, json_of, language_of_header, problem_json
from gateway.clock import Clock
from gateway.handoff.signing import FRESH, KEY, SIGNATURE, TIMESTAMP, fresh, genuine
from gateway.stages.confirming import Invalid
from gateway.stages.hearing import Hear, KeyReused, News, OutOfTurn
from gateway.store.tickets import NoSuchTicket
from gateway.web.api.callback_openapi import document

ADDRESS = "/handoff/webhook"
LARGEST = 256 * 1024  # bytes; the longest answer and note, every character escaped, are less
SOON = "5"  # seconds until our own books will be closed

STALE = Problem(
    TIMESTAMP,
    "stale-timestamp",
    f"时间戳缺失，或与服务器时间相差超过 {FRESH.seconds} 秒。",
    f"The time stamp is missing or more than {FRESH.seconds} seconds off.",
)
FORGED = Problem(
    SIGNATURE,
    "bad-signature",
    "签名不符：密钥或签名的内容不对。",
    "The signature does not match: wrong secret or signed content.",
)
NO_KEY = Problem(
    KEY,
    "bad-idempotency-key",
    "请求头 Idempotency-Key 必填：1 至 120 个可见的 ASCII 字符。",
    "The header Idempotency-Key is required: 1 to 120 visible ASCII characters.",
)
KEY_REUSED = Problem(
    KEY,
    "key-reused",
    "这个编号已用于另一条内容，请换一个新编号。",
    "This key was already used for different content; use a new one.",
)
UNKNOWN = Problem(
    "ticket",
    "unknown-ticket",
    "没有以这个交办编号交给你们的这张工单。",
    "No such ticket was handed to you under this delivery key.",
)
# what pydantic found, by its name for it
WRONG = {
    "missing": ("missing", "缺少这一项。", "This is missing."),
    "extra_forbidden": ("unknown-field", "没有这一项。", "There is no such field."),
    "literal_error": ("unknown-value", "不是允许的值。", "This is not one of the known values."),
    "string_too_long": ("too-long", "太长。", "This is too long."),
    "timezone_aware": ("no-zone", "时间须带时区。", "The time needs a zone."),
}
WRONG_VALUE = ("bad-value", "值的类型或格式不对。", "The type or the format of this is wrong.")
OUT_OF_TURN = {
    "superseded": Problem(
        "delivery",
        "superseded",
        "这张工单已重新派单，这次交办已作废。",
        "The ticket has been dispatched anew; this delivery is over.",
    ),
    "not-yet": Problem(
        "delivery",
        "not-yet",
        "我方还没有记下这次交办，请稍后用同一编号重发。",
        "We have not noted this delivery yet; send again soon under the same key.",
    ),
    "not-now": Problem(
        "event",
        "not-now",
        "工单现在的状态不能这样操作。",
        "The ticket's present state does not allow this.",
    ),
}


class Callback(BaseModel):
    """What the backend says. `delivery` is the Idempotency-Key of the order it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    ticket: str = Field(min_length=1, max_length=20)
    delivery: str = Field(min_length=1, max_length=60)
    event: Literal["signed", "returned", "answered"]
    at: AwareDatetime = Field(description="When it happened there, with a time zone.")
    unit: str = Field(min_length=1, max_length=60, description="The lead unit of the order.")
    reason_code: Literal[
        "", "not-our-duty", "wrong-area", "unclear-ownership", "too-little-known"
    ] = ""
    reason: str = Field("", max_length=1000, repr=False, description="Returned: why.")
    proposed_unit: str = Field("", max_length=60, description="Returned: whose it is instead.")
    answer: str = Field("", max_length=5000, repr=False, description="Answered: for the citizen.")
    internal: str = Field("", max_length=5000, repr=False, description="Answered: for staff.")
    solved: bool | None = Field(None, description="Answered: the unit's own word, no vote.")


@dataclass(frozen=True, slots=True)
class CallbackApi:
    hear: Hear
    secret: bytes = field(repr=False)
    clock: Clock

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post(ADDRESS, self.take),
            web.get(f"{ADDRESS}/openapi.json", self.describe, allow_head=False),
        )

    async def take(self, request: web.Request) -> web.Response:
        language = language_of_header(request.headers)
        try:
            told = await self.hear(await self._news(request))
        except Rejected as error:
            return problem_json(language, error.status, error.problems)
        except NoSuchTicket:
            return problem_json(language, 404, [UNKNOWN])
        except KeyReused:
            return problem_json(language, 409, [KEY_REUSED])
        except OutOfTurn as error:
            answer = problem_json(language, 409, [OUT_OF_TURN[error.code]], state=error.status)
            if error.code == "not-yet":
                answer.headers["Retry-After"] = SOON
            return answer
        except Invalid as error:
            wrong = Problem(error.field, "not-acceptable", error.zh, error.en)
            return problem_json(language, 422, [wrong])
        return web.json_response({"key": told.key, "outcome": told.outcome, "state": told.status})

    async def describe(self, request: web.Request) -> web.Response:
        return web.json_response(document(ADDRESS, Callback))

    async def _news(self, request: web.Request) -> News:
        """Genuine first, meaning afterwards. Raises Rejected."""
        timestamp = request.headers.get(TIMESTAMP, "")
        key = request.headers.get(KEY, "")
        if not fresh(timestamp, self.clock()):
            raise Rejected(401, STALE)
        expect_type(request, "application/json")
        content = await body(request, LARGEST)
        claimed = request.headers.get(SIGNATURE, "")
        if not genuine(self.secret, timestamp, key, content, claimed):
            raise Rejected(401, FORGED)
        if not re.fullmatch(r"[\x21-\x7e]{1,120}", key):
            raise Rejected(400, NO_KEY)
        return _read(key, content)


def _read(key: str, content: bytes) -> News:
    json_of(content)  # what is broken is 400; what is merely wrong is 422
    try:
        told = Callback.model_validate_json(content)
    except ValidationError as error:
        raise Rejected(422, *_problems(error)) from error
    return News(key=key, digest=hashlib.sha256(content).hexdigest(), **told.model_dump())


def _problems(error: ValidationError) -> Iterator[Problem]:
    for found in error.errors(include_url=False, include_input=False)[:20]:
        code, zh, en = WRONG.get(found["type"], WRONG_VALUE)
        yield Problem(".".join(str(step) for step in found["loc"])[:200], code, zh, en)
