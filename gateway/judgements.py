"""What a person made of a suggestion, and what that says of every threshold. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate

from gateway.tickets import Ticket
from nlp import Guess, Suggestion

PER_CENT = 100


class Subject(StrEnum):
    """What was suggested. WHOLE: kind, category, urgency and unit, all of them."""

    WHOLE = "whole"
    CATEGORY = "category"
    FIRST_LEVEL = "first_level"
    UNIT = "unit"
    KIND = "kind"
    URGENCY = "urgency"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A suggestion with its confidence (0 to 1), and what the person who confirmed decided.

    `suggested` is "" where nlp abstained, which is never right.
    """

    ticket_id: str
    subject: Subject
    suggested: str
    confidence: float
    judged: str
    right: bool
    version: str
    at: datetime


def judged(
    ticket: Ticket, suggestion: Suggestion, first_level: str, at: datetime
) -> tuple[Judgement, ...]:
    """What the confirmed `ticket` says of the suggestion for the report that opened it.

    `first_level` is the code above the ticket's category. The unit is judged against the
    proposal, since rules and area name it.
    """
    proposal = ticket.proposal
    lead = Guess(proposal.lead, proposal.confidence) if proposal else None
    pairs = (
        (Subject.CATEGORY, suggestion.category, ticket.category),
        (Subject.FIRST_LEVEL, suggestion.first_level, first_level),
        (Subject.UNIT, lead, ticket.lead),
        (Subject.KIND, suggestion.kind, ticket.kind),
        (Subject.URGENCY, suggestion.urgency, ticket.urgency),
    )

    def one(subject: Subject, guess: Guess | None, said: str) -> Judgement:
        code, sure = (guess.code, guess.confidence) if guess else ("", 0.0)
        right = bool(code) and code == said
        return Judgement(ticket.id, subject, code, sure, said, right, suggestion.version, at)

    each = tuple(one(*pair) for pair in pairs)
    whole = [one for one in each if one.subject is not Subject.FIRST_LEVEL]
    right = all(one.right for one in whole)
    sure = min(one.confidence for one in whole)
    said = "right" if right else "corrected"
    all_of_it = Judgement(
        ticket.id, Subject.WHOLE, "right", sure, said, right, suggestion.version, at
    )
    return (all_of_it, *each)


@dataclass(frozen=True, slots=True)
class Bin:
    """How many suggestions had this confidence (per cent), and how many of them were right."""

    confidence: int
    count: int
    right: int


@dataclass(frozen=True, slots=True)
class At:
    """A threshold in per cent: so many of `of` suggestions reach it, so many of these are wrong."""

    threshold: int
    taken: int
    wrong: int
    of: int

    @property
    def share(self) -> float:
        """Of all suggestions, those that would be taken as they are. 0 to 1."""
        return self.taken / self.of if self.of else 0.0

    @property
    def error(self) -> float:
        """Of those that would be taken, those that a person would have changed. 0 to 1."""
        return self.wrong / self.taken if self.taken else 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """What every threshold would do. `points` lead from 0 to 100 per cent, one each."""

    points: tuple[At, ...]

    @classmethod
    def of(cls, bins: Sequence[Bin]) -> Curve:
        count, right = [0] * (PER_CENT + 1), [0] * (PER_CENT + 1)
        for each in bins:
            count[each.confidence] += each.count
            right[each.confidence] += each.right
        whole = sum(count)
        taken = list(accumulate(reversed(count)))[::-1]
        kept = list(accumulate(reversed(right)))[::-1]
        return cls(
            tuple(
                At(threshold, some, some - good, whole)
                for threshold, (some, good) in enumerate(zip(taken, kept, strict=True))
            )
        )

    @property
    def count(self) -> int:
        return self.points[0].of

    def lowest(self, error: float) -> At | None:
        """The threshold that takes the most with at most this share of errors, if any does."""
        fit = (at for at in self.points if at.taken and at.error <= error)
        return next(fit, None)


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far confidences are from the share that was right, on average (ten bins of ten)."""
    whole = sum(each.count for each in bins)
    return sum(abs(gap) for gap in _gaps(bins)) / whole if whole else 0.0


def _gaps(bins: Sequence[Bin]) -> Iterator[float]:
    for tenth in range(10):
        within = [each for each in bins if min(each.confidence // 10, 9) == tenth]
        yield sum(each.confidence / PER_CENT * each.count - each.right for each in within)
