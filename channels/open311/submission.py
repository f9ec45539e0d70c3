"""Takes a submitted request apart and makes a message of it: plain data in, plain data out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from channels.base import Problem
from channels.http import Rejected, json_of, utf8
from channels.message import Attachment, InboundMessage, Language, Location, Person, Remark
from channels.open311.documents import LONGEST
from channels.records import Service

MOST_FIELDS = 64
KEY = "api_key"
MEDIA = ("media_url", "media_url[]", "media_urls", "media_urls[]")
NOT_ASKED = frozenset({KEY, "jurisdiction_id"})

Field = tuple[str, str]

_ATTRIBUTE = re.compile(r"attribute\[(?P<code>[^\[\]]{1,80})\](?:\[\])?")


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of a request, in their order, without the key; and the city's services."""

    fields: Sequence[Field]
    services: Mapping[str, Service]

    def get(self, name: str) -> str:
        return next((value.strip() for field, value in self.fields if field == name), "")


def urlencoded(content: bytes) -> list[Field]:
    """Raises ValueError, Rejected."""
    return parse_qsl(
        utf8(content), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
    )


def of_json(content: bytes) -> list[Field]:
    """The same fields as one object. Raises ValueError, Rejected."""
    found = json_of(content)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return [field for name, value in found.items() for field in _flat(name, value)]


def _flat(name: str, value: object) -> Iterator[Field]:
    match value:
        case None:
            pass
        case str():
            yield name, value
        case bool() | int() | float():
            yield name, json.dumps(value)
        case list() if all(isinstance(each, str) for each in value):
            yield from ((name, each) for each in value)
        case dict() if name == "attribute":
            for code, said in value.items():
                yield from _flat(f"attribute[{code}]", said)
        case _:
            raise ValueError("not a field")


def message_of(asked: Asked, about: Mapping[str, str]) -> InboundMessage:
    """`about` says which partner, which id, when, and the language. Raises Rejected (400)."""
    service = asked.services.get(asked.get("service_code"))
    if service is None:
        raise Rejected(400, _problem("service_code", "没有这项服务。", "There is no such service."))
    description = asked.get("description")
    if len(description) > LONGEST:
        raise Rejected(400, _too_long())
    language: Language = "en" if about["language"] == "en" else "zh"
    return InboundMessage(
        channel="open311",
        account=about["partner"],
        external_id=about["id"],
        sender=asked.get("account_id") or asked.get("email") or asked.get("device_id"),
        text="\n".join((description or service.name[0], *_attributes(asked, service))),
        sent_at=datetime.fromisoformat(about["at"]),
        location=_location(asked),
        person=Person(name=_name(asked), phone=asked.get("phone")),
        category=service.code,
        language=language,
        remarks=() if description else (ONLY_THE_SERVICE,),
    )


def with_media(
    asked: Asked, allowed: Callable[[str], bool]
) -> tuple[tuple[Attachment, ...], tuple[Remark, ...]]:
    """Pictures that may be fetched, and for each other link a word to the staff."""
    links = [value.strip() for name, value in asked.fields if name in MEDIA and value.strip()]
    pictures = [Attachment("image", link, link.rpartition("/")[2][:200]) for link in links]
    return (
        tuple(each for each in pictures if allowed(each.reference)),
        tuple(_not_fetched(each.reference) for each in pictures if not allowed(each.reference)),
    )


def _attributes(asked: Asked, service: Service) -> Iterator[str]:
    for name, value in asked.fields:
        found = _ATTRIBUTE.fullmatch(name)
        if found is None or not value.strip():
            continue
        if found["code"] not in service.questions:
            raise Rejected(
                400,
                _problem(
                    "attribute", "这项服务没有这个属性。", "This service has no such attribute."
                ),
            )
        yield f"{found['code']}：{value.strip()}"


def _location(asked: Asked) -> Location:
    latitude, longitude = asked.get("lat"), asked.get("long")
    address = asked.get("address_string")
    if not (latitude or longitude or address):
        raise Rejected(400, NOWHERE)
    try:
        return Location(_degrees(latitude), _degrees(longitude), address)
    except ValueError as error:
        raise Rejected(400, NOT_DEGREES) from error


def _degrees(written: str) -> float | None:
    return float(written) if written else None


def _name(asked: Asked) -> str:
    """Chinese names are written without a blank and the family name first."""
    first, last = asked.get("first_name"), asked.get("last_name")
    if re.search(r"[\u3400-\u9fff]", first + last):
        return last + first
    return f"{first} {last}".strip()


ONLY_THE_SERVICE = Remark(
    "对方只选了服务类别，没有写内容。", "Only the service was chosen; nothing was written."
)
NOWHERE = Problem(
    "lat",
    "no-place",
    "须提供 lat 和 long，或 address_string（本市不使用 address_id）。",
    "Give lat and long, or an address_string (address_id is not used here).",
)
NOT_DEGREES = Problem(
    "lat", "no-degrees", "lat 和 long 应为十进制度数。", "lat and long are decimal degrees."
)


def _not_fetched(link: str) -> Remark:
    return Remark(f"附带链接，未下载：{link}", f"A link came along and was not fetched: {link}")


def _problem(field: str, zh: str, en: str) -> Problem:
    return Problem(field, f"bad-{field}", f"{field}：{zh}", f"{field}: {en}")


def _too_long() -> Problem:
    return _problem("description", f"最多 {LONGEST} 个字。", f"At most {LONGEST} characters.")
