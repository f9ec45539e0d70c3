"""The resources of GeoReport v2, made of what the gateway lets this door read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.message import Language, Receipt
from channels.open311.writing import FORMATS, Document
from channels.records import Service, Standing, Words

ZONE = ZoneInfo("Asia/Shanghai")  # all of China keeps one time
LONGEST = 4000  # characters of a description: GeoReport v2, POST Service Request
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
REVISED = datetime(2026, 11, 22, tzinfo=ZONE)  # when this endpoint last changed its shape


def services(found: Sequence[Service], language: Language) -> Document:
    return Document("services", [_service(service, language) for service in found])


def definition(service: Service) -> Document:
    """What is best told along with a request; nothing of it is required."""
    attributes = [
        {
            "variable": True,
            "code": question,
            "datatype": "string",
            "required": False,
            "datatype_description": None,
            "order": order,
            "description": question,
        }
        for order, question in enumerate(service.questions, 1)
    ]
    content = {"service_code": service.code, "attributes": attributes}
    return Document("service_definition", content)


def requests(found: Sequence[Standing], known: Sequence[Service], language: Language) -> Document:
    names = {service.code: service.name for service in known}
    return Document("service_requests", [_request(standing, names, language) for standing in found])


def created(receipt: Receipt) -> Document:
    answer = {
        "service_request_id": receipt.number,
        "service_notice": receipt.words,
        "account_id": "",
    }
    return Document("service_requests", [answer])


def token(number: str) -> Document:
    return Document("service_requests", [{"service_request_id": number, "token": number}])


def discovery(address: str, contact: str) -> Document:
    """GeoReport v2, "Service Discovery"."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": address,
        "changeset": _moment(REVISED),
        "type": "production",
        "formats": list(FORMATS.values()),
    }
    content = {
        "changeset": _moment(REVISED),
        "contact": contact or None,
        "key_service": contact or None,
        "endpoints": [endpoint],
    }
    return Document("discovery", content)


def _service(service: Service, language: Language) -> dict[str, Any]:
    return {
        "service_code": service.code,
        "service_name": _said(service.name, language),
        "description": None,
        "metadata": bool(service.questions),
        "type": "realtime",
        "keywords": ", ".join(service.keywords) or None,
        "group": _said(service.group, language),
    }


def _request(standing: Standing, names: dict[str, Words], language: Language) -> dict[str, Any]:
    place = standing.location
    name, unit = names.get(standing.service), standing.unit
    return {
        "service_request_id": standing.number,
        "status": "closed" if standing.closed else "open",
        "status_notes": _said(standing.state, language),
        "service_name": _said(name, language) if name else None,
        "service_code": standing.service,
        "description": standing.text[:LONGEST] or None,
        "agency_responsible": _said(unit, language) if unit else None,
        "service_notice": None,
        "requested_datetime": _moment(standing.requested_at),
        "updated_datetime": _moment(standing.updated_at),
        "expected_datetime": _moment(standing.due_at) if standing.due_at else None,
        "address": place.address or None,
        "address_id": None,
        "zipcode": None,
        "lat": place.latitude,
        "long": place.longitude,
        "media_url": standing.links[0] if standing.links else None,
    }


def _said(words: Words, language: Language) -> str:
    return words[language == "en"]


def _moment(moment: datetime) -> str:
    return moment.astimezone(ZONE).isoformat(timespec="seconds")
