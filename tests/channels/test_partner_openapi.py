"""What the partner API says of itself is true: requests and answers fit its description."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from channels.base import IdReused, Problem, Unacceptable
from tests.channels.doors import Door
from tests.channels.specimen import Sent
from tests.channels.specimens.partner import REPORT, genuine, signed


async def description(door: Door) -> dict[str, Any]:
    response = await door.client.get("/channels/partner/openapi.json")
    found: dict[str, Any] = await response.json()
    return found


def fits(document: dict[str, Any], schema: str, value: object) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(value)


async def test_is_a_valid_openapi_document(partner: Door) -> None:
    document = await description(partner)

    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/channels/partner"}]


async def test_its_example_and_the_specimen_fit_the_request_schema(partner: Door) -> None:
    document = await description(partner)
    operation = document["paths"]["/v1/reports"]["post"]
    example = operation["requestBody"]["content"]["application/json"]["example"]

    fits(document, "Report", example)
    fits(document, "Report", REPORT)
    assert (await partner.post(signed(json.dumps(example).encode()))).status == 201


async def test_describes_the_headers_that_are_demanded(partner: Door) -> None:
    document = await description(partner)
    schemes = document["components"]["securitySchemes"].values()

    assert {scheme["name"] for scheme in schemes} < genuine().headers.keys()
    assert document["security"] == [
        {name: [] for name in document["components"]["securitySchemes"]}
    ]


TEXT = b'{"text": "x"}'
WITHOUT_WORDS = Unacceptable(Problem("text", "no-words", "空", "Empty"))


def with_header(name: str, value: str) -> Sent:
    sent = signed(TEXT)
    return replace(sent, headers={**sent.headers, name: value})


ANSWERS: dict[int, tuple[Callable[[], Sent], Exception | None]] = {
    201: (lambda: signed(TEXT), None),
    400: (lambda: signed(b"{"), None),
    401: (lambda: signed(TEXT, late=1000), None),
    409: (lambda: signed(TEXT), IdReused()),
    413: (lambda: with_header("Content-Length", "999999999"), None),
    415: (lambda: with_header("Content-Type", "text/plain"), None),
    422: (lambda: signed(TEXT), WITHOUT_WORDS),
}


@pytest.mark.parametrize("status", ANSWERS)
async def test_its_answers_fit_their_schemas(partner: Door, status: int) -> None:
    document = await description(partner)
    sent, partner.inbox.failure = ANSWERS[status]

    response = await partner.post(sent())

    assert response.status == status
    described = document["paths"]["/v1/reports"]["post"]["responses"][str(status)]["content"]
    assert list(described) == [response.content_type]
    schema = described[response.content_type]["schema"]["$ref"].rpartition("/")[2]
    fits(document, schema, await response.json(content_type=None))
