"""Frozen dataclasses to JSON columns and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@lru_cache
def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


def to_json(value: Any) -> Any:
    """Plain lists, dictionaries, numbers and strings; None stays None."""
    return (
        None if value is None else _adapter(cast(Any, type(value))).dump_python(value, mode="json")
    )


def from_json(type_: type[T], value: Any) -> T:
    read: T = _adapter(cast(Any, type_)).validate_python(value)
    return read


def maybe(type_: type[T], value: Any) -> T | None:
    return None if value is None else from_json(type_, value)
