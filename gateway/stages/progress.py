"""How far a citizen's report is, in a few words for a chat or a text message."""

from __future__ import annotations

from collections.abc import Mapping

from channels.message import Language
from gateway.dates import promised
from gateway.reports import Report, ReportStatus
from gateway.tickets import Ticket, TicketStatus
from routing_rules import City

_WORDS: Mapping[TicketStatus, tuple[str, str]] = {
    TicketStatus.RECEIVED: ("已受理，正在登记", "accepted, being filed"),
    TicketStatus.MATCHED: ("已受理，正在登记", "accepted, being filed"),
    TicketStatus.PROPOSED: ("已受理，正在确定由哪家单位办理", "accepted; we are choosing the unit"),
    TicketStatus.CONFIRMED: ("正在转给承办单位", "on its way to the unit in charge"),
    TicketStatus.DISPATCHED: ("已派单，等承办单位接手", "sent to the unit in charge"),
    TicketStatus.SIGNED: ("承办单位正在办理", "being handled"),
    TicketStatus.RETURNED: ("正在重新确认由哪家单位办理", "we are making sure whose it is"),
    TicketStatus.ANSWERED: ("已有答复", "there is an answer"),
    TicketStatus.NOT_ACCEPTED: ("热线不能受理", "the hotline cannot accept it"),
    TicketStatus.SURVEYING: ("已有答复，等您评价", "there is an answer; please rate it"),
    TicketStatus.CLOSED: ("已办结", "closed"),
    TicketStatus.MERGED: ("已受理", "accepted"),
}
_OVER = ("已办结", "closed")
_WITHDRAWN = ("按您的意思已撤回", "withdrawn, as you wished")  # nothing else ends before a result
WITH_UNIT = frozenset({TicketStatus.DISPATCHED, TicketStatus.SIGNED})


def blanks_of(report: Report, ticket: Ticket, language: Language, city: City) -> dict[str, str]:
    """What the template `progress_one` says of it, besides number and link."""
    english = language == "en"
    pair = _WORDS[ticket.status]
    if report.status is ReportStatus.CLOSED:
        pair = _OVER if report.informed_at else _WITHDRAWN
    blanks = {"state": pair[1] if english else pair[0]}
    if ticket.status not in WITH_UNIT:
        return blanks
    if unit := city.units.get(ticket.lead):
        blanks["unit"] = unit.name_en if english else unit.name
    if ticket.due_at:
        blanks["due"] = promised(ticket.due_at, language, city.timezone)
    return blanks
