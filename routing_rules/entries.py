"""What every entry of a city file has in common: frozen, and no unknown keys."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(min_length=1)]
Urgency = Literal["U0", "U1", "U2", "U3", "U4"]


class Entry(BaseModel):
    """One entry of a city file; `position` is its place in the file's list, from 0.

    Both it and `line`, from 1, come from the file itself and cannot be written there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    position: int = Field(default=-1, alias="__position__", exclude=True, repr=False)
    line: int = Field(default=0, alias="__line__", exclude=True, repr=False)
