"""The JSON that programs push, field by field: what the signed doors' schemas are made of."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from channels.base import Problem
from channels.message import Attachment, Location
from channels.moments import zoned

MOST_ATTACHMENTS = 4
MOST_PROBLEMS = 20  # told at once


def _iso(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("not ISO 8601")
    return zoned(value)


def _base64(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("not base64")
    return base64.b64decode(value, validate=True)


def _kept(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("unusable_characters", "a NUL in a text")
    return value


Words = Annotated[str, AfterValidator(_kept)]  # for what the gateway does not check itself
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_iso),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Base64 = Annotated[
    bytes,
    BeforeValidator(_base64),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]


class Strict(BaseModel):
    """Unknown fields and wrong types are refused, and no error quotes a citizen."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Place(Strict):
    """Where it happened: WGS 84 degrees, or words, or both."""

    latitude: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    longitude: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False)
    address: str = Field(default="", description="Words a local would understand.")

    def located(self) -> Location:
        return Location(self.latitude, self.longitude, self.address)


class File(Strict):
    """A photo or document, at most 10 MB."""

    kind: Literal["image", "file"] = "image"
    name: str = ""
    content: Base64


def attached(files: Sequence[File]) -> tuple[Attachment, ...]:
    return tuple(Attachment(file.kind, file.name, file.name, file.content) for file in files)


# what pydantic found, by its name for it: our code, Chinese, English
_FOUND: dict[str, tuple[str, str, str]] = {
    "missing": ("missing", "缺少这一项。", "This is missing."),
    "extra_forbidden": ("unknown-field", "没有这一项。", "There is no such field."),
    "string_type": ("not-text", "应为文字。", "This must be a string."),
    "string_too_long": ("too-long", "太长了。", "This is too long."),
    "string_too_short": ("missing", "不能为空。", "This must not be empty."),
    "unusable_characters": ("bad-characters", "有无法保存的字符。", "Unusable characters."),
    "bool_type": ("not-boolean", "应为 true 或 false。", "This must be true or false."),
    "float_type": ("not-a-number", "应为数字。", "This must be a number."),
    "list_type": ("not-a-list", "应为数组。", "This must be an array."),
    "too_long": (
        "too-many",
        f"最多 {MOST_ATTACHMENTS} 个。",
        f"At most {MOST_ATTACHMENTS} are allowed.",
    ),
    "literal_error": ("unknown-value", "不是允许的值。", "This is not one of the known values."),
    "model_type": ("not-an-object", "应为 JSON 对象。", "This must be a JSON object."),
    "value_error": (
        "bad-format",
        "格式不对：时间须为 ISO 8601 并带时区，附件须为 Base64。",
        "Bad format: times are ISO 8601 with a zone, attachments are Base64.",
    ),
}
_OTHER = ("bad-value", "值不在允许的范围内。", "The value is out of range.")


def problems(error: ValidationError) -> Iterator[Problem]:
    """What is wrong, each with the dotted path of its field (`attachments.0.content`)."""
    for found in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]:
        code, zh, en = _FOUND.get(found["type"], _OTHER)
        yield Problem(_path(found["loc"]), code, zh, en)


def _path(steps: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in steps)[:200]
