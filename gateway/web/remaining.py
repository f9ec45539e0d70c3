"""How long there is until a deadline, in words and never in colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.tickets import Ticket

SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Remaining:
    """`state` is late, soon, fine or none, as in staff.css; the words say it as well."""

    state: str
    zh: str
    en: str


NO_DEADLINE = Remaining("none", "不计时限", "No deadline")


def remaining(ticket: Ticket, now: datetime) -> Remaining:
    """For an open ticket the time left; for an answered one whether it was in time."""
    if ticket.due_at is None:
        return NO_DEADLINE
    if ticket.answered_at is not None:
        if ticket.answered_at > ticket.due_at:
            return Remaining("late", "超期答复", "Answered late")
        return Remaining("fine", "按时答复", "Answered in time")
    left = ticket.due_at - now
    zh, en = span(abs(left))
    if left <= timedelta(0):
        return Remaining("late", f"已超期 {zh}", f"{en} overdue")
    return Remaining("soon" if left < SOON else "fine", f"还剩 {zh}", f"{en} left")


def span(length: timedelta) -> tuple[str, str]:
    """The two largest units of a span of time, in Chinese and in English."""
    minutes = int(length.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _joined((days, "天", "d"), (hours, "小时", "h"))
    return _joined((hours, "小时", "h"), (minutes % 60, "分钟", "min"))


def _joined(*parts: tuple[int, str, str]) -> tuple[str, str]:
    there = [part for part in parts if part[0]] or [(0, "分钟", "min")]
    zh = " ".join(f"{number} {unit}" for number, unit, _ in there)
    return zh, " ".join(f"{number} {unit}" for number, _, unit in there)
