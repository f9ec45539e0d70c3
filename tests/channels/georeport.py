"""What Open311 clients hold answers against: the published JSON schemas, and the shapes in XML."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

CHECKOUT = Path(__file__).parents[2]
SCHEMAS = (
    CHECKOUT.parent / "shared" / "fixtures" / "georeport-v2-schema" / "schema" / "georeport-v2"
)
SHAPES = Path(__file__).with_name("georeport.xsd")

# what the published schemas leave out stands in their Swagger document
SWAGGER = {"created": "RequestResponse", "token": "TokenResponse"}


def check_json(content: Any, name: str) -> None:
    """Against services, service-definition, requests, created or token. Raises ValidationError."""
    if not SCHEMAS.is_dir():
        pytest.skip(f"the published schemas are not here: {SCHEMAS}")
    if name in SWAGGER:
        for entry in content:
            _validator("swagger", SWAGGER[name]).validate(entry)
        return
    _validator(name).validate(content)


def check_xml(text: str) -> ElementTree.Element:
    """Against our own shapes. Raises XMLSchemaValidationError."""
    _shapes().validate(text)
    return ElementTree.fromstring(text)


@cache
def _validator(name: str, definition: str = "") -> Draft202012Validator:
    resources = [
        (path.name, DRAFT202012.create_resource(json.loads(path.read_text("utf-8"))))
        for path in SCHEMAS.glob("*.json")
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    found = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    wanted = found["definitions"][definition] if definition else found
    return Draft202012Validator(wanted, registry=registry)


@cache
def _shapes() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SHAPES)
