"""Which list a person is working through; the address carries it from page to page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import urlencode

from aiohttp import web

from gateway.people import User
from gateway.store.lists import After, Wanted
from gateway.tickets import Ticket
from gateway.web.desk.tabs import BY_KEY, Tab

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AFTER = re.compile(r"(U[0-4])\.(\d{1,17}|-)\.([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Asked:
    """`tab` is "" where the person has not chosen; codes may be the beginning of a code."""

    tab: str = ""
    area: str = ""
    category: str = ""
    mine: str = ""  # "1": only what this person had a hand in
    after: str = ""

    @classmethod
    def by(cls, request: web.Request) -> Self:
        """What nobody can have asked for is left out."""
        query = request.query
        area, category = query.get("area", ""), query.get("category", "")
        return cls(
            query.get("tab", "") if query.get("tab") in BY_KEY else "",
            area if re.fullmatch(r"\d{4,9}", area) else "",
            category if re.fullmatch(r"\d{2,4}", category) else "",
            "1" if query.get("mine") == "1" else "",
            query.get("after", "") if AFTER.fullmatch(query.get("after", "")) else "",
        )

    def query(self, **changes: str) -> str:
        """The query of an address, "?" included; empty when there is nothing to say."""
        other = replace(self, **changes)
        values = {
            "tab": other.tab,
            "area": other.area,
            "category": other.category,
            "mine": other.mine,
            "after": other.after,
        }
        said = urlencode({name: value for name, value in values.items() if value})
        return f"?{said}" if said else ""

    def wanted(self, tab: Tab, user: User) -> Wanted:
        actor = f"user:{user.name}" if self.mine else ""
        return replace(tab.wanted, area=self.area, category=self.category, actor=actor)

    def start(self) -> After | None:
        found = AFTER.fullmatch(self.after)
        if found is None:
            return None
        at = None if found[2] == "-" else EPOCH + timedelta(microseconds=int(found[2]))
        return After(found[1], at, found[3])


def after(ticket: Ticket, tab: Tab) -> After:
    """The place right behind this ticket in the tab's order."""
    return After(ticket.urgency, ticket.since if tab.recent else ticket.due_at, ticket.id)


def written(after: After) -> str:
    at = "-" if after.at is None else str((after.at - EPOCH) // timedelta(microseconds=1))
    return f"{after.urgency}.{at}.{after.id}"
