"""Telephone numbers that citizens may be told, emergency numbers first of all."""

from typing import Annotated

from pydantic import StringConstraints

from routing_rules.entries import Entry, Words


class Contact(Entry):
    """A number citizens may be told; one without a number is known by name only."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]\w*$")]
    name: Words
    name_en: Words
    number: str | None = None
