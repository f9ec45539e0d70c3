"""What the desk's forms send, checked before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web
from multidict import MultiDictProxy
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from gateway.stages.confirming import Correction, Invalid
from gateway.tickets import Ticket
from gateway.web.desk.choices import categories, units
from gateway.web.names import Names

LONGEST = 20_000  # characters of any field; the stages know the real limits
NOT_SAID = frozenset({"csrf"})

Typed = Annotated[str, StringConstraints(max_length=LONGEST)]


class Seen(BaseModel):
    """The version of the ticket a person saw, and the newest line of the history then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1)
    seen: int = Field(default=0, ge=0)


class Corrected(Seen):
    """A field that was not sent stays as it is; an area that was sent empty is taken away."""

    kind: Typed | None = None
    category: Typed | None = None
    urgency: Typed | None = None
    area: Typed | None = None
    lead: Typed | None = None
    assist: tuple[Typed, ...] | None = None
    due_at: Typed | None = None
    reason: Typed = ""
    settled: bool = False


class Worded(Seen):
    words: Typed = ""


class Decided(Seen):
    accepted: bool
    reason: Typed = ""


class Joined(Seen):
    target: Typed = ""


class Parted(Seen):
    report: Typed


class SetApart(Seen):
    message: Typed


F = TypeVar("F", bound=BaseModel)


def read(form: type[F], data: MultiDictProxy[Any]) -> F:
    """Raises HTTPBadRequest for what no page of ours sends."""
    values: dict[str, Any] = {
        name: data.getall(name) if name == "assist" else data[name]
        for name in data
        if name not in NOT_SAID
    }
    try:
        return form.model_validate(values)
    except ValidationError as error:
        raise web.HTTPBadRequest from error


@dataclass(frozen=True, slots=True)
class Reading:
    """Turns what was typed into codes and times, in the words and the zone of one reader."""

    names: Names
    zone: ZoneInfo

    def correction(self, form: Corrected, ticket: Ticket) -> Correction | None:
        """What differs from the ticket; None when nothing does. Raises Invalid."""
        correction = Correction(
            kind=_other(form.kind, ticket.kind),
            category=self._category(form.category, ticket),
            urgency=_other(form.urgency, ticket.urgency),
            area=_other(form.area, ticket.place.area or ""),
            lead=self._lead(form.lead, ticket),
            assists=self._assists(form.assist, ticket),
            due_at=self._due_at(form.due_at, ticket),
            reason=form.reason.strip()[:1000],
            settled=form.settled,
        )
        return None if correction == Correction() else correction

    def _category(self, typed: str | None, ticket: Ticket) -> str | None:
        code = categories(self.names).code(typed) if typed else None
        return _other(code, ticket.category)

    def _lead(self, typed: str | None, ticket: Ticket) -> str | None:
        code = units(self.names, "lead").code(typed) if typed else None
        return _other(code, ticket.lead)

    def _assists(self, typed: tuple[str, ...] | None, ticket: Ticket) -> tuple[str, ...] | None:
        if typed is None:
            return None
        known = units(self.names, "assist")
        codes = tuple(dict.fromkeys(code for each in typed if (code := known.code(each))))
        return None if codes == ticket.assists else codes

    def _due_at(self, typed: str | None, ticket: Ticket) -> datetime | None:
        if not typed or typed == self.local(ticket.due_at):
            return None
        try:
            moment = datetime.fromisoformat(typed)
        except ValueError as error:
            raise Invalid("due_at", "这不是一个时间。", "This is not a time.") from error
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment

    def local(self, moment: datetime | None) -> str:
        """As an input of type datetime-local wants it: minutes, city time, no zone."""
        return f"{moment.astimezone(self.zone):%Y-%m-%dT%H:%M}" if moment else ""


def _other(wish: str | None, present: str) -> str | None:
    return None if wish is None or wish == present else wish


@dataclass(frozen=True, slots=True)
class Problem:
    """A field and what is wrong with it, in both languages."""

    field: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person typed into one form, kept so that nothing of it is lost."""

    deed: str
    values: Mapping[str, tuple[str, ...]]

    def get(self, deed: str, field: str, otherwise: str = "") -> str:
        found = self.values.get(field) if self.deed == deed else None
        return found[0] if found else otherwise

    def all(self, deed: str, field: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        return self.values.get(field, ()) if self.deed == deed else otherwise


NOTHING = Entered("", {})


def entered(deed: str, data: MultiDictProxy[Any]) -> Entered:
    hidden = {"csrf", "version", "seen"}
    return Entered(
        deed,
        {name: tuple(map(str, data.getall(name))) for name in data if name not in hidden},
    )
