"""Describes the webhook in both directions to machines: OpenAPI 3.1, made from the code itself."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, TypeAdapter

from channels.openapi import ProblemDocument
from gateway.handoff.base import Order
from gateway.handoff.signing import FRESH, KEY, SIGNATURE, TIMESTAMP

REFERENCE = "#/components/schemas/{model}"
SIGNING = f"""\
两个方向用同一个密钥、同一种签名。Both directions share one secret and one scheme.

1. `{TIMESTAMP}`: Unix 时间（秒），相差不得超过 {FRESH.seconds} 秒。
   Unix time in seconds, at most {FRESH.seconds} off.
2. `{KEY}`: 同一内容重发时不变。The same whenever the same content is sent again.
3. `{SIGNATURE}`: `v1=` + hex(HMAC-SHA256(secret, timestamp + "\\n" + key + "\\n" + body)).
"""
REFUSALS = {
    400: "无法读取 · Unreadable: broken JSON, no usable idempotency key",
    401: "签名或时间戳不对 · Wrong signature or stale time stamp",
    404: "没有交办过这张工单 · No such ticket was handed over under this delivery key",
    409: "状态不允许（见 state）或编号已用于其他内容 · Out of turn (see state), or key reused",
    413: "内容过大 · Too large",
    415: "须为 application/json（UTF-8，不压缩） · Not plain JSON in UTF-8",
    422: "内容不符合要求 · Read, but not acceptable",
}


class Heard(BaseModel):
    """The callback is applied, now or before; its repetition gets the same answer."""

    key: str = Field(description="The callback's own idempotency key.")
    outcome: str = Field(description="`applied`, or `known` when it said nothing new.")
    state: str = Field(description="The ticket's state after it.")


class Refusal(ProblemDocument):
    """RFC 9457, with the ticket's present state where that is the reason."""

    state: str | None = None


class Acknowledgement(BaseModel):
    """Without it, a 2xx counts for nothing: some other page may have given it."""

    key: str = Field(description="The order's Idempotency-Key, repeated.")


def document(address: str, callback: type[BaseModel]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the callback there and of the orders we send."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "多口归一 · 派单系统接口 Dispatch webhook",
            "version": "1.0.0",
            "description": SIGNING,
        },
        "paths": {address: {"post": _callback(callback.__name__)}},
        "webhooks": {"order": {"post": _order()}},
        "components": {
            "schemas": _schemas(callback, Heard, Refusal, Acknowledgement),
            "securitySchemes": {
                "timestamp": _header(TIMESTAMP, "Unix seconds."),
                "signature": _header(SIGNATURE, "`v1=` and the hexadecimal HMAC-SHA256."),
            },
        },
        "security": [{"timestamp": [], "signature": []}],
    }


def _callback(model: str) -> dict[str, Any]:
    return {
        "operationId": "tellTicket",
        "summary": "签收、退单、答复 · Signed, returned, answered",
        "parameters": [_key()],
        "requestBody": {"required": True, "content": _content("application/json", model)},
        "responses": {
            "200": {
                "description": "已记下 · Applied, or known already",
                "content": _content("application/json", "Heard"),
            },
            **{
                str(status): {
                    "description": words,
                    "content": _content("application/problem+json", "Refusal"),
                }
                for status, words in REFUSALS.items()
            },
        },
    }


def _order() -> dict[str, Any]:
    return {
        "operationId": "takeOrder",
        "summary": "我方发出的工单 · A ticket we hand over",
        "parameters": [_key()],
        "requestBody": {"required": True, "content": _content("application/json", "Order")},
        "responses": {
            "200": {
                "description": "已收下 · Kept",
                "content": _content("application/json", "Acknowledgement"),
            },
            "409": {"description": "这个编号的工单早已收下 · Kept before under this key"},
            "429": {"description": "稍后再发，可带 Retry-After · Later; Retry-After is honoured"},
            "5XX": {"description": "稍后再发 · Later"},
            "4XX": {"description": "不收，转人工处理 · Refused; a person will look"},
        },
    }


def _key() -> dict[str, Any]:
    return {
        "name": KEY,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,120}$"},
    }


def _header(name: str, words: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "header", "name": name, "description": words}


def _content(media_type: str, schema: str) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": REFERENCE.format(model=schema)}}}


def _schemas(*models: type[BaseModel]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    shapes = [(model.__name__, model.model_json_schema(ref_template=REFERENCE)) for model in models]
    shapes.append(("Order", TypeAdapter(Order).json_schema(ref_template=REFERENCE)))
    for name, schema in shapes:
        found |= schema.pop("$defs", {})
        found[name] = schema
    return found
