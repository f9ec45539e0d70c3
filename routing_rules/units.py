"""Who handles tickets: units at three levels, and which of them answers for a duty in a place."""

from typing import Annotated

from pydantic import AfterValidator, Field

from routing_rules.entries import Entry, Words

MOBILE_NUMBER_LENGTH = 11
STREET = 3  # the level of streets and towns


def _office_phone(number: str) -> str:
    """Citizens are given an office phone, never anybody's own mobile."""
    digits = number.replace("-", "").replace(" ", "")
    if not digits.isdigit():
        raise ValueError("电话只能是数字和短横线|a phone holds digits and hyphens only")
    if len(digits) == MOBILE_NUMBER_LENGTH and digits.startswith("1"):
        raise ValueError("只写办公电话，不写私人手机|an office phone, never a private mobile")
    return number


class Unit(Entry):
    """Level 1 is the city, 2 a district or county, 3 a street or town.

    `duties` are the codes it fulfils within `area` (an area code; none means the whole
    city). `parent` stands exactly one level higher.
    """

    id: Words
    name: Words
    name_en: Words
    level: int = Field(ge=1, le=STREET)
    parent: str | None = None
    duties: tuple[Words, ...] = ()
    area: str | None = None
    phone: Annotated[str, AfterValidator(_office_phone)] | None = None
    sections: tuple[Words, ...] = ()
