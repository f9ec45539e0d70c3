"""Files checked against their form; what pydantic finds is told in both languages."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from routing_rules.documents import Document
from routing_rules.problems import Problem

Form = TypeVar("Form", bound=BaseModel)
REASONS: dict[str, tuple[str, str]] = {
    "missing": ("缺少「{key}」", "{key} is missing"),
    "extra_forbidden": (
        "不认识「{key}」；可以写：{known}",
        "unknown {key}; known: {known}",
    ),
    "literal_error": ("「{input}」不行；只能写：{expected}", "{input} is none of: {expected}"),
    "int_parsing": ("「{input}」不是整数", "{input} is not a whole number"),
    "float_parsing": ("「{input}」不是数字", "{input} is not a number"),
    "bool_parsing": ("「{input}」须写 true 或 false", "{input} must be true or false"),
    "string_too_short": ("不能空着", "must not be empty"),
    "too_short": ("「{key}」写得不够，至少 {min_length} 个", "{key} needs at least {min_length}"),
    "string_pattern_mismatch": ("「{input}」的写法不对", "{input} is not of the form {pattern}"),
    "greater_than_equal": ("「{input}」太小，至少 {ge}", "{input} is too small, at least {ge}"),
    "less_than_equal": ("「{input}」太大，至多 {le}", "{input} is too large, at most {le}"),
    "tuple_type": ("「{key}」须是一列，写成 [甲, 乙]", "{key} must be a list"),
    "model_type": ("「{key}」须是「键: 值」", "{key} must be a mapping"),
    "string_type": ("「{key}」须是一段文字", "{key} must be text"),
}
# Within {…} a half-width comma ends a sentence, and the rest of it looks like a key.
COMMA = "；若是一句话，句中请用全角逗号「，」"
COMMA_EN = "; within a sentence use a full-width comma"


def validated(
    document: Document, form: type[Form], refuse: Callable[[Problem], None]
) -> Form | None:
    """The file as `form`. Without its faulty entries, if it has some, so that checks can go
    on and find the rest; None if what remains still does not fit."""
    try:
        return form.model_validate(document.data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
    for fault in faults:
        refuse(_problem(document, form, fault))
    try:
        return form.model_validate(_without(document.data, faults))
    except ValidationError:
        return None


def _without(data: dict[str, Any], faults: list[ErrorDetails]) -> dict[str, Any]:
    faulty = {fault["loc"][:2] for fault in faults}
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, list):
            kept[key] = [one for at, one in enumerate(value) if (key, at) not in faulty]
        elif not any(path == (key,) for path in faulty) or value is None:
            kept[key] = value
    return kept


def _problem(document: Document, form: type[BaseModel], fault: ErrorDetails) -> Problem:
    path = tuple(fault["loc"])
    if fault["type"] == "value_error":
        reason, _, reason_en = str(fault["ctx"]["error"]).partition("|")
        return document.problem(path, reason, reason_en)
    if fault["type"] not in REASONS:
        return document.problem(path, f"「{path[-1]}」不对", f"{path[-1]}: {fault['msg']}")
    words = {
        **fault.get("ctx", {}),
        "key": path[-1],
        "input": fault["input"],
        "known": ", ".join(_known(form, path)) if fault["type"] == "extra_forbidden" else "",
    }
    reason, reason_en = REASONS[fault["type"]]
    if fault["type"] == "extra_forbidden" and not str(path[-1]).isascii():
        reason, reason_en = reason + COMMA, reason_en + COMMA_EN
    return document.problem(path, reason.format(**words), reason_en.format(**words))


def _known(form: Any, path: tuple[int | str, ...]) -> Iterator[str]:
    """The keys that may stand where the last of `path` does, followed down through the form."""
    for step in path[:-1]:
        if isinstance(step, str):
            form = _model_in(form).model_fields[step].annotation
    yield from (name.alias or key for key, name in _model_in(form).model_fields.items()
                if not (name.alias or "").startswith("__"))  # fmt: skip


def _model_in(annotation: Any) -> type[BaseModel]:
    """The model within `tuple[Model, ...]`, `Model | None` or `Annotated[Model, …]`."""
    while not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        annotation = next(one for one in get_args(annotation) if _holds_model(one))
    return annotation


def _holds_model(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(_holds_model(one) for one in get_args(annotation))
