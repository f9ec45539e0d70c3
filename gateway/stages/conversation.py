"""Decides what a kept message is: a matter of its own, or more about one that is known."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from sqlalchemy import Connection

from gateway.clock import Clock, NewId
from gateway.database.dialect import hold
from gateway.history import Deed, Event
from gateway.numbers import numbers_in, read_number
from gateway.reports import KeptMessage, MessageStatus, Relation, Report
from gateway.stages.adding import DONE, Add
from gateway.stages.announcing import Announce
from gateway.stages.opening import open_reports
from gateway.stages.talking import Talking
from gateway.store import journal, reports, turns
from gateway.town import Town

log = logging.getLogger(__name__)

SAME_WORDS_WITHIN = timedelta(days=30)  # later, the same words may well be a new event


@dataclass(frozen=True, slots=True)
class Converse:
    """Settles messages and whatever their senders sent before, in the order they were kept.

    Through a chat door they are turns of a conversation; `talking` settles those.
    """

    town: Town
    clock: Clock
    new_id: NewId
    draw: Callable[[str], str]
    add: Add
    announce: Announce
    talking: Talking

    def __call__(
        self, connection: Connection, kept: Sequence[KeptMessage]
    ) -> Sequence[KeptMessage]:
        hold(connection, *self._locks(kept))
        waiting = turns.waiting_from(connection, *kept)
        settled = {each.id: each for each in self._settle_all(connection, waiting)}
        overtaken = [each.id for each in kept if each.id not in settled]
        return [*settled.values(), *journal.of_ids(connection, overtaken)]

    def _settle_all(
        self, connection: Connection, waiting: Sequence[KeptMessage]
    ) -> Iterator[KeptMessage]:
        """In their order. Those that have nothing to do with any other are opened together."""
        for talk in dict.fromkeys(each.talk for each in waiting if each.talk):
            # what came since belongs to the same turn, perhaps
            yield from self.talking.hear(connection, turns.of_talk(connection, talk))
        yield from self._settle_others(connection, [each for each in waiting if not each.talk])

    def _settle_others(
        self, connection: Connection, waiting: Sequence[KeptMessage]
    ) -> Iterator[KeptMessage]:
        related = turns.related(connection, [each.id for each in waiting])

        def is_related(kept: KeptMessage) -> bool:
            return kept.id in related or any(self._named(kept))

        for one_by_one, some in groupby(waiting, key=is_related):
            if one_by_one:
                yield from (self._settle(connection, kept) for kept in some)
            else:
                yield from self._open(connection, *some)

    def _locks(self, kept: Sequence[KeptMessage]) -> Iterator[str]:
        for each in kept:
            yield f"person:{each.person or each.id}"
            if each.talk:
                yield f"talk:{each.talk}"

    def _settle(self, connection: Connection, kept: KeptMessage) -> KeptMessage:
        known = self._known(connection, kept)
        if known is None:
            return self._open(connection, kept)[0]
        report, relation = known
        return self.add(connection, [kept], report, relation)[0]

    def _known(self, connection: Connection, kept: KeptMessage) -> tuple[Report, Relation] | None:
        """The report this message belongs to, if the same person stands behind both."""
        for number, proven in self._named(kept):
            report = self._own(connection, kept, number, proven=proven)
            if report is not None:
                return report, Relation.SUPPLEMENT
        if kept.message.thread:
            # the thread is his sender's alone, whatever phone number he has given since
            report = reports.get(connection, turns.opener_of_thread(connection, kept) or "")
            if report is not None:
                return report, Relation.SUPPLEMENT
        if kept.person is None:
            return None
        since = kept.kept_at - SAME_WORDS_WITHIN
        report = self._mine(connection, kept, turns.same_words(connection, kept, since))
        if report is not None and report.status not in DONE:
            return report, Relation.REPEAT
        return None

    def _named(self, kept: KeptMessage) -> Iterator[tuple[str, bool]]:
        """The numbers in the message, and whether its sender proved the report to be his."""
        prefix = self.town.city.number_prefix
        message = kept.message
        if stated := read_number(message.refers_to, prefix):
            yield stated, message.proven
        for spotted in numbers_in(f"{message.title}\n{message.text}", prefix):
            yield spotted, False

    def _own(
        self, connection: Connection, kept: KeptMessage, number: str, *, proven: bool
    ) -> Report | None:
        opener = journal.of_number(connection, number)
        if opener is None or opener.id >= kept.id:
            return None
        if not proven and (kept.person is None or opener.person != kept.person):
            return None
        if (
            opener.status is MessageStatus.KEPT and not opener.talk
        ):  # its turn has not come, but it came first
            self._settle(connection, opener)
            opener = journal.get(connection, opener.id) or opener
        return reports.get(connection, opener.report_id) if opener.report_id else None

    def _mine(
        self, connection: Connection, kept: KeptMessage, report_id: str | None
    ) -> Report | None:
        report = reports.get(connection, report_id) if report_id else None
        return report if report is not None and report.person == kept.person else None

    def _open(self, connection: Connection, *kept: KeptMessage) -> Sequence[KeptMessage]:
        deed = Deed(Event.OPENED, self.clock(), "machine")
        opened = open_reports(connection, kept, self.draw, self.new_id, deed)
        settled = [one.message for one in opened]
        journal.settle(connection, *settled)
        for one in opened:
            self.announce.receipt(connection, one.message, one.report)
            log.info("ticket %s opened by message %s", one.ticket.id, one.message.id)
        return settled
