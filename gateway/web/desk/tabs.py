"""The lists of the desk: which tickets stand in each, and in what order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.people import User
from gateway.store.lists import Wanted
from gateway.tickets import TicketStatus


@dataclass(frozen=True, slots=True)
class Tab:
    """`recent` lists what changed last first; `quiet` tabs are shown only while they hold any."""

    key: str
    zh: str
    en: str
    wanted: Wanted
    recent: bool = False
    quiet: bool = False
    hot: bool = False  # its count is a reason to look at once


LEADER = Tab(
    "leader",
    "值班长待确认",
    "For the supervisor",
    Wanted((TicketStatus.PROPOSED,), mode="supervisor"),
    hot=True,
)
PROPOSED = Tab("proposed", "待确认", "To confirm", Wanted((TicketStatus.PROPOSED,)))
TABS: tuple[Tab, ...] = (
    LEADER,
    PROPOSED,
    Tab("returned", "退单待审", "Returned", Wanted((TicketStatus.RETURNED,)), hot=True),
    Tab(
        "undelivered",
        "未送达",
        "Undelivered",
        Wanted((TicketStatus.CONFIRMED,), undelivered=True),
        quiet=True,
        hot=True,
    ),
    Tab(
        "working",
        "办理中",
        "With units",
        Wanted((TicketStatus.CONFIRMED, TicketStatus.DISPATCHED, TicketStatus.SIGNED)),
    ),
    Tab(
        "surveying",
        "待回访",
        "Awaiting feedback",
        Wanted((TicketStatus.SURVEYING,)),
        recent=True,
    ),
    Tab(
        "untold",
        "需电话告知",
        "To be called",
        Wanted((TicketStatus.SURVEYING, TicketStatus.CLOSED), untold=True),
        recent=True,
        quiet=True,
        hot=True,
    ),
    Tab(
        "arriving",
        "系统处理中",
        "On their way",
        Wanted(
            (
                TicketStatus.RECEIVED,
                TicketStatus.MATCHED,
                TicketStatus.ANSWERED,
                TicketStatus.NOT_ACCEPTED,
            )
        ),
        quiet=True,
    ),
    Tab("closed", "已归档", "Closed", Wanted((TicketStatus.CLOSED,)), recent=True),
)
BY_KEY: Mapping[str, Tab] = {tab.key: tab for tab in TABS}


def shown_to(user: User, counts: Mapping[str, int], chosen: str) -> tuple[Tab, ...]:
    """The tabs in order; a quiet one only when it holds something or is open."""
    mine = TABS if user.supervisor else TABS[1:]
    return tuple(tab for tab in mine if not tab.quiet or counts.get(tab.key) or tab.key == chosen)
