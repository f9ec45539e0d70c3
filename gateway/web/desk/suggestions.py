"""How good the suggestions are: what any threshold would have taken, and how often wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import Connection

from gateway.database import Database
from gateway.judgements import At, Bin, Curve, Subject, calibration_error
from gateway.store import judgements, tickets
from gateway.tickets import Ticket
from gateway.web.desk.frame import Frame
from gateway.web.names import Names

DAYS = (7, 30, 90)
USUAL = 80  # per cent, until the manager moves it
ERROR = 0.03  # of what is taken without a look, the most that may be wrong
STEPS = (0, 50, 60, 70, 80, 85, 90, 95)
MOST = 12  # kinds of mistakes that are listed
FEW = 100  # below this a share says little
SUBJECTS: Mapping[Subject, tuple[str, str]] = {
    Subject.WHOLE: ("整条建议", "The whole suggestion"),
    Subject.CATEGORY: ("类别", "Category"),
    Subject.FIRST_LEVEL: ("一级类别", "Field"),
    Subject.UNIT: ("主办单位", "Lead unit"),
    Subject.KIND: ("类型", "Kind"),
    Subject.URGENCY: ("紧急程度", "Urgency"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page is asked for."""

    subject: Subject
    days: int
    threshold: int

    @classmethod
    def by(cls, query: Mapping[str, str]) -> Wish:
        """Whatever makes no sense is taken for the usual."""
        subject = query.get("subject", "")
        known = Subject(subject) if subject in set(Subject) else Subject.WHOLE
        days = _number(query.get("days", ""), 30)
        threshold = _number(query.get("threshold", ""), USUAL)
        return cls(known, days if days in DAYS else 30, min(threshold, 100))

    def but(self, **changed: str | int) -> str:
        """The address of the page with something else wished."""
        wished = {"subject": self.subject, "days": self.days, "threshold": self.threshold}
        return "?" + "&".join(f"{key}={value}" for key, value in {**wished, **changed}.items())


@dataclass(frozen=True, slots=True)
class Quality:
    """What the page shows."""

    curve: Curve
    at: At
    calibration: float
    counts: Mapping[Subject, int]
    mistakes: Sequence[tuple[str, str, int]]
    alarms: Sequence[Ticket]

    @property
    def safe(self) -> At | None:
        return self.curve.lowest(ERROR)

    @property
    def steps(self) -> Sequence[At]:
        return [self.curve.points[threshold] for threshold in STEPS]

    @property
    def taken_line(self) -> str:
        return _line(at.share for at in self.curve.points)

    @property
    def wrong_line(self) -> str:
        """Where nothing is taken there is no error to draw."""
        return _line(at.error for at in self.curve.points if at.taken)


@dataclass(frozen=True, slots=True)
class SuggestionsPage:
    database: Database
    frame: Frame

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.get("/suggestions", self.show),)

    async def show(self, request: web.Request) -> web.StreamResponse:
        wish = Wish.by(request.query)
        quality = await self.database.read(_quality, wish, self.frame.pages.clock())
        names = self.frame.names(request)
        return self.frame.render(
            "desk/suggestions.html",
            request,
            wish=wish,
            quality=quality,
            mistakes=[
                (_named(names, wish.subject, was), _named(names, wish.subject, now), often)
                for was, now, often in quality.mistakes
            ],
            subjects=SUBJECTS,
            days=DAYS,
            few=FEW,
            error=ERROR,
            alarms=quality.alarms,
            published=self._published(wish.subject, quality.curve),
        )

    def _published(self, subject: Subject, curve: Curve) -> At | None:
        """What the city's own threshold does; None where it has none."""
        city = self.frame.town.city
        above = {
            Subject.CATEGORY: city.named_from.second_level,
            Subject.FIRST_LEVEL: city.named_from.first_level,
            Subject.UNIT: city.rules.trust.lead_from,
            Subject.KIND: city.named_from.kind,
        }
        return curve.points[round(above[subject] * 100)] if subject in above else None


def _quality(connection: Connection, wish: Wish, now: datetime) -> Quality:
    span = (now - timedelta(days=wish.days), now)
    bins = judgements.bins(connection, *span)
    curve = Curve.of(bins[wish.subject])
    told = wish.subject is not Subject.WHOLE
    return Quality(
        curve,
        curve.points[wish.threshold],
        calibration_error(bins[wish.subject]),
        {subject: _count(found) for subject, found in bins.items()},
        judgements.mistaken(connection, wish.subject, *span, MOST) if told else (),
        tickets.unseen_alarms(connection),
    )


def _count(bins: Sequence[Bin]) -> int:
    return sum(each.count for each in bins)


def _named(names: Names, subject: Subject, code: str) -> str:
    if not code:
        return names.words(("（未作建议）", "(no suggestion)"))
    named = {
        Subject.CATEGORY: names.category,
        Subject.FIRST_LEVEL: names.category,
        Subject.UNIT: names.unit,
        Subject.KIND: names.kind,
        Subject.URGENCY: names.urgency,
    }
    return named[subject](code)


def _line(shares: Iterable[float]) -> str:
    """Points of a drawing that is 100 wide and high, its origin at the top."""
    return " ".join(f"{at},{round(100 - share * 100, 1)}" for at, share in enumerate(shares))


def _number(written: str, usual: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else usual
