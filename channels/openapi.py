"""Describes a signed door to machines: an OpenAPI 3.1 document made from the code itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from channels.signature import FRESH, IDEMPOTENCY, KEY, SIGNATURE, TIMESTAMP

SIGNING = f"""\
每个请求都要签名。Every request is signed.

1. `{TIMESTAMP}`: 当前 Unix 时间（秒），与服务器相差不得超过 {FRESH} 秒。
   The present Unix time in seconds, at most {FRESH} off the server's.
2. `{SIGNATURE}`: `v1=` + hex(HMAC-SHA256(secret, signed)), where `signed` is
   `timestamp + "\\n" + "POST" + "\\n" + path + "\\n" + idempotency key + "\\n" + body`,
   with the path as requested (without host and query) and the body byte for byte, in UTF-8.
3. `{IDEMPOTENCY}`: 您的编号。同一编号、同一内容重复发送，只登记一次。
   Your id. The same id and content sent again is kept once; the same id with other content is
   refused with 409.

收到 5xx 或没有收到回答时，请用同一个编号重新发送。
After a 5xx, or no answer at all, send again under the same id.
"""


@dataclass(frozen=True, slots=True)
class Api:
    """The one call of a signed door: what it takes, and how it is described."""

    path: str
    model: type[BaseModel]
    title: str
    operation: str
    summary: str
    idempotency: str  # what the key is, in the caller's world
    example: Mapping[str, Any]


class Kept(BaseModel):
    """The report is kept; the citizen may be told."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(description="Receipt number, for the citizen.")
    link: str = Field(description="Path of his progress page: secret, for him alone.")
    text: str = Field(description="Words for the citizen, in the report's language.")
    known: bool = Field(description="This very report had been kept before.")


class Wrong(BaseModel):
    field: str = Field(description="Dotted path of the field, or a header's name, or empty.")
    code: str = Field(description="Stable, for machines.")
    detail: str = Field(description="For people, in the language of Accept-Language.")


class ProblemDocument(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong]
    server_time: int | None = Field(default=None, description="Unix seconds; with a stale stamp.")


_PROBLEMS = {
    400: "无法读取 · Unreadable: broken JSON, wrong field, no idempotency key",
    401: "签名或时间戳不对 · Wrong signature or stale time stamp",
    409: "编号已用于其他内容 · The id was used for other content",
    413: "内容过大 · Too large",
    415: "须为 application/json（UTF-8，不压缩） · Not plain JSON in UTF-8",
    422: "内容不符合要求 · Read, but not acceptable (place, time, length, picture …)",
}


def document(api: Api, mount: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the API that is mounted there."""
    return {
        "openapi": "3.1.0",
        "info": {"title": api.title, "version": "1.0.0", "description": SIGNING},
        "servers": [{"url": mount}],
        "paths": {api.path: {"post": _filing(api)}},
        "components": {
            "schemas": _schemas(api.model, Kept, ProblemDocument),
            "securitySchemes": {
                "caller": _header(KEY, "调用方编号 Your id as a caller."),
                "timestamp": _header(TIMESTAMP, "Unix seconds."),
                "signature": _header(SIGNATURE, "`v1=` and the hexadecimal HMAC-SHA256."),
            },
        },
        "security": [{"caller": [], "timestamp": [], "signature": []}],
    }


def _filing(api: Api) -> dict[str, Any]:
    return {
        "operationId": api.operation,
        "summary": api.summary,
        "parameters": [
            {
                "name": IDEMPOTENCY,
                "in": "header",
                "required": True,
                "description": api.idempotency,
                "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,120}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": _content("application/json", api.model.__name__, api.example),
        },
        "responses": {
            "201": {
                "description": "已登记 · Kept",
                "content": _content("application/json", "Kept"),
            },
            "200": {
                "description": "早已登记，同一结果 · Kept before, the same result",
                "content": _content("application/json", "Kept"),
            },
            **{str(status): _problem(words) for status, words in _PROBLEMS.items()},
        },
    }


def _problem(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": _content("application/problem+json", "ProblemDocument"),
    }


def _content(
    media_type: str, schema: str, example: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    described: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {media_type: described | ({"example": example} if example else {})}


def _header(name: str, words: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "header", "name": name, "description": words}


def _schemas(*models: type[BaseModel]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in models:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        found |= schema.pop("$defs", {})
        found[model.__name__] = schema
    return found
