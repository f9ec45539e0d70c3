"""Notes down what each citizen is to be told on the way, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from channels.message import InboundMessage, Language
from gateway.clock import Clock
from gateway.dates import promised
from gateway.doors import Doors
from gateway.numbers import spoken
from gateway.reports import KeptMessage, Report
from gateway.stages.wholes import phone_of
from gateway.store import journal, notices, reports
from gateway.store.notices import Notice
from gateway.tickets import Ticket, TicketStatus
from gateway.town import Town
from nlp.language import language_of
from nlp.urgency import hazards

# stands in the noted words for the secret link, which only the sending puts in: whoever may
# read the words, the desk for one, must not get the citizen's key
LINK: Mapping[Language, str] = {"zh": "〔您的专用链接〕", "en": "[your private link]"}

# worth a text message to whoever left only his phone number; the rest stands on his page
TEXTED = frozenset({"result", "receipt_emergency"})

# hazards of nlp/words/danger.txt and the template that says what to do
ADVICE: Mapping[str, str] = {
    "gas": "danger_gas",
    "fire": "danger_fire",
    "blast": "danger_fire",
    "wire": "danger_wire",
    "manhole": "danger_manhole",
    "trapped": "danger_trapped",
    "hurt": "danger_hurt",
    "water": "danger_water",
    "collapse": "danger_collapse",
    "crime": "danger_crime",
    "despair": "danger_despair",
}
MOST_ADVICES = 2  # who is in danger reads no more


@dataclass(frozen=True, slots=True)
class Announce:
    """Each deed notes one thing for one citizen, once for each round of his report.

    It gives the stream item of what can be sent, and None for what was noted before or
    stands on the citizen's page only because his door cannot send.
    """

    town: Town
    doors: Doors
    clock: Clock

    def receipt(self, connection: Connection, kept: KeptMessage, report: Report) -> str | None:
        """Only where the door could not say it at once."""
        door = self.doors.of(kept.message)
        if door is None or door.abilities.reply_now or not door.abilities.reply_later:
            return None
        return self._note(connection, report, kept, "receipt", {})

    def danger(self, connection: Connection, kept: KeptMessage, report: Report) -> str | None:
        """Whom to call, and what to do in the danger that he tells of."""
        told = (kept, *journal.of_reports(connection, [report.id]))
        found = [code for each in told for code in hazards(_words(each.message))]
        language, templates = language_for(kept), self.town.city.templates
        advice = (templates.render(key, language) for key in advices(found))
        between = " " if language == "en" else ""
        blanks = {"advice": between.join(advice)}
        return self._note(connection, report, kept, "receipt_emergency", blanks)

    def merged(self, connection: Connection, report: Report) -> str | None:
        """After the move: `report` already stands with the others, if they are others."""
        count = reports.people(connection, report.ticket_id)
        if count < 2:
            return None
        kept = opener_of(connection, report)
        return self._note(connection, report, kept, "merged", {"count": str(count)})

    def dispatched(self, connection: Connection, report: Report, ticket: Ticket) -> str | None:
        kept = opener_of(connection, report)
        language = language_for(kept)
        due = promised(ticket.due_at, language, self.town.city.timezone) if ticket.due_at else ""
        blanks = {"unit": self._unit(ticket.lead, language), "due": due}
        return self._note(connection, report, kept, "dispatched", blanks)

    def second_round(self, connection: Connection, report: Report) -> str | None:
        return self._note(connection, report, opener_of(connection, report), "second_round", {})

    def result(self, connection: Connection, report: Report, ticket: Ticket) -> str | None:
        kept = opener_of(connection, report)
        template, blanks = self._answer(ticket, language_for(kept))
        return self._note(connection, report, kept, template, blanks, about="result")

    def _answer(self, ticket: Ticket, language: Language) -> tuple[str, dict[str, str]]:
        assert ticket.result is not None  # an answered or refused ticket has one
        words = ticket.result.for_citizen
        if ticket.status is TicketStatus.NOT_ACCEPTED:
            return "not_accepted", {"reason": words}
        unit = self.town.city.units.get(ticket.result.by)
        if unit is None:
            return "answered_directly", {"answer": words}
        name = self._unit(unit.id, language)
        return "answered", {"unit": name, "result": words, "phone": unit.phone or ""}

    def _unit(self, code: str, language: Language) -> str:
        unit = self.town.city.units.get(code)
        if unit is None:
            return "the unit in charge" if language == "en" else "承办单位"
        return unit.name_en if language == "en" else unit.name

    def _note(
        self,
        connection: Connection,
        report: Report,
        kept: KeptMessage,
        template: str,
        blanks: Mapping[str, str],
        about: str = "",
    ) -> str | None:
        language = language_for(kept)
        values = {"number": spoken(report.number), **blanks}
        if template != "not_accepted":
            values["link"] = LINK[language]
        words = self.town.city.templates.render(template, language, **values)
        about = about or template
        way = next(self.doors.ways_to(kept.message, phone_for(connection, report, about)), None)
        state = "waiting" if way else "page"
        notice = Notice(report.id, about, report.round, words, next_at=self.clock(), state=state)
        fresh = notices.add(connection, notice)
        return notice.item if fresh and state == "waiting" else None


def advices(found: Iterable[str]) -> list[str]:
    """Templates of what to do in these dangers, despair first; of any danger if none is known."""
    known = dict.fromkeys(ADVICE[code] for code in found if code in ADVICE)
    ranked = sorted(known, key=lambda key: key != ADVICE["despair"])
    return ranked[:MOST_ADVICES] or ["danger_any"]


def _words(message: InboundMessage) -> str:
    return f"{message.title}。\n{message.text}"


def language_for(kept: KeptMessage) -> Language:
    """What he wrote in, where he talked; on a form he chose it."""
    chosen = kept.message.language
    return language_of(kept.message.text, chosen) if kept.talk else chosen


def mark_in(words: str) -> str:
    """What stands in these words for the link, in the language they were worded in."""
    return next((mark for mark in LINK.values() if mark in words), LINK["zh"])


def phone_for(connection: Connection, report: Report, about: str) -> str:
    """The number to text this to: the last one the citizen left, if it is worth a text message."""
    if about not in TEXTED:
        return ""
    said = journal.of_reports(connection, [report.id])
    return phone_of(said)


def opener_of(connection: Connection, report: Report) -> KeptMessage:
    kept = journal.get(connection, report.message_id)
    assert kept is not None  # a report is never without its message
    return kept
