"""What codes, statuses and actors are called, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from channels import CHANNELS
from gateway.history import Event
from gateway.reports import Relation, ReportStatus
from gateway.tickets import Place, TicketStatus
from routing_rules import City

Words = tuple[str, str]  # Chinese, English

STATUSES: dict[TicketStatus, Words] = {
    TicketStatus.RECEIVED: ("待受理", "Received"),
    TicketStatus.MATCHED: ("已受理", "Accepted"),
    TicketStatus.PROPOSED: ("待确认", "To confirm"),
    TicketStatus.CONFIRMED: ("待派单", "To dispatch"),
    TicketStatus.DISPATCHED: ("已派单", "Dispatched"),
    TicketStatus.SIGNED: ("已签收", "Signed for"),
    TicketStatus.RETURNED: ("退单待审", "Returned"),
    TicketStatus.ANSWERED: ("已答复", "Answered"),
    TicketStatus.NOT_ACCEPTED: ("不予受理", "Not accepted"),
    TicketStatus.SURVEYING: ("待回访", "Awaiting feedback"),
    TicketStatus.CLOSED: ("已归档", "Closed"),
    TicketStatus.MERGED: ("已并单", "Merged"),
}
REPORT_STATUSES: dict[ReportStatus, Words] = {
    ReportStatus.RECEIVED: ("已收到", "Received"),
    ReportStatus.UNDERSTOOD: ("已理解", "Understood"),
    ReportStatus.FILED: ("办理中", "In hand"),
    ReportStatus.INFORMED: ("已告知结果", "Has the result"),
    ReportStatus.CLOSED: ("已结束", "Closed"),
}
RELATIONS: dict[Relation, Words] = {
    Relation.NEW: ("首次诉求", "First report"),
    Relation.REPEAT: ("重复提交", "Repeat"),
    Relation.SUPPLEMENT: ("补充", "Supplement"),
    Relation.CHASE: ("催办", "Chase"),
    Relation.SECOND_ROUND: ("二次办理", "Second round"),
    Relation.SAME_EVENT: ("同一事件并入", "Same event"),
}
EVENTS: dict[Event, Words] = {
    Event.KEPT: ("收到来件", "Message kept"),
    Event.OPENED: ("生成诉求", "Report opened"),
    Event.ATTACHED: ("并入来件", "Message attached"),
    Event.DRAFTED: ("对话中，待补全", "Part of a conversation"),
    Event.TALKED: ("对话中已答复", "Answered in the conversation"),
    Event.DIVIDED: ("一次反映多件事，分别登记", "Divided into its matters"),
    Event.WITHDRAWN: ("市民撤回", "Withdrawn by the citizen"),
    Event.UNDERSTOOD: ("理解内容", "Understood"),
    Event.MATCHED: ("查找关联", "Matched"),
    Event.PROPOSED: ("建议派单", "Proposed"),
    Event.CORRECTED: ("修改", "Corrected"),
    Event.CONFIRMED: ("确认派单", "Confirmed"),
    Event.DISPATCHED: ("派单", "Dispatched"),
    Event.SIGNED: ("签收", "Signed for"),
    Event.RETURNED: ("申请退单", "Returned"),
    Event.RETURN_DECIDED: ("退单审核", "Return decided"),
    Event.ANSWERED: ("答复", "Answered"),
    Event.ANSWERED_DIRECTLY: ("直接答复", "Answered directly"),
    Event.NOT_ACCEPTED: ("不予受理", "Not accepted"),
    Event.INFORMED: ("告知结果", "Citizen informed"),
    Event.VOTED: ("市民评价", "Citizen voted"),
    Event.SECOND_ROUND: ("二次办理", "Second round"),
    Event.CLOSED: ("归档", "Closed"),
    Event.MERGED: ("并单", "Merged"),
    Event.SPLIT: ("拆单", "Split"),
    Event.ALARMED: ("补充内容涉及危险", "Danger in a supplement"),
    Event.ALARM_SEEN: ("危险已查看", "Alarm seen"),
    Event.NOTED: ("记录", "Noted"),
}
ACTORS: dict[str, Words] = {
    "citizen": ("市民", "Citizen"),
    "machine": ("系统", "System"),
    "nlp": ("自动理解", "Understanding"),
    "rules": ("派单规则", "Routing rules"),
    "hotline": ("热线", "Hotline"),
}
NOTICES: dict[str, Words] = {
    "receipt": ("受理回执", "receipt"),
    "receipt_emergency": ("危险提示", "what to do in danger"),
    "merged": ("并单", "merged"),
    "dispatched": ("派单", "dispatched"),
    "second_round": ("二次办理", "second round"),
    "result": ("办理结果", "result"),
}
DESTINATIONS: dict[str, Words] = {
    "desk": ("本系统单位工作台", "unit desk"),
    "webhook": ("外部派单平台", "outside dispatch backend"),
}
CHANGED = re.compile(r"^(主办|协办|分类|类型|区域)改为([\w、-]+)$")
HANDED = re.compile(r"^已交 (\w+)$")


class Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def name_en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Names:
    """The words for one reader; a code that the city no longer has is shown as it is."""

    city: City
    language: str  # "zh" or "en"

    def of(self, entry: Named) -> str:
        return entry.name_en if self.language == "en" else entry.name

    def words(self, words: Words) -> str:
        return words[self.language == "en"]

    def status(self, status: TicketStatus) -> str:
        return self.words(STATUSES[status])

    def report_status(self, status: ReportStatus) -> str:
        return self.words(REPORT_STATUSES[status])

    def relation(self, relation: Relation) -> str:
        return self.words(RELATIONS[relation])

    def event(self, event: Event) -> str:
        return self.words(EVENTS[event])

    def channel(self, channel: str) -> str:
        known = CHANNELS.get(channel)
        return self.words(known.label) if known else channel

    def notice(self, about: str) -> str:
        return self.words(NOTICES.get(about, (about, about)))

    def destination(self, name: str) -> str:
        return self.words(DESTINATIONS.get(name, (name, name)))

    def kind(self, code: str) -> str:
        known = self.city.kinds.get(code)
        return self.of(known) if known else code

    def unit(self, code: str) -> str:
        known = self.city.units.get(code)
        return self.of(known) if known else code

    def urgency(self, code: str) -> str:
        known = self.city.deadlines.tiers.get(code)
        return self.of(known) if known else ""

    def category(self, code: str) -> str:
        """A second-level category with its first level before it."""
        known = self.city.taxonomy.categories.get(code)
        if known is None:
            return code
        return (
            f"{self.category(known.parent)} › {self.of(known)}"
            if known.parent
            else (self.of(known))
        )

    def area(self, code: str | None) -> str:
        """From the district inwards; the city itself goes without saying."""
        if not code or code not in self.city.areas:
            return code or ""
        inner = [self.of(area) for area in self.city.areas.chain(code) if area.level != "city"]
        return " · ".join(reversed(inner)) or self.of(self.city.areas.get(code))

    def place(self, place: Place) -> str:
        """The area, and the citizen's own words where they say more."""
        areas, code = self.city.areas, place.area or ""
        chain = areas.chain(code) if code in areas else ()
        known = {name for one in chain for name in (one.name, one.name_en, *one.aliases)}
        own = "" if place.text in known else place.text
        return f"{self.area(code)} {own}".strip()

    def reasons(self, because: Iterable[str]) -> str:
        """The reasons of a line of the history; what it notes as a code is spelled out."""
        said = (CHANGED.sub(self._changed, reason) for reason in because)
        return self.words(("；", "; ")).join(HANDED.sub(self._handed, reason) for reason in said)

    def _changed(self, found: re.Match[str]) -> str:
        spell = {
            "主办": self.unit,
            "协办": self.unit,
            "分类": self.category,
            "类型": self.kind,
            "区域": self.area,
        }[found[1]]
        return f"{found[1]}改为{'、'.join(map(spell, found[2].split('、')))}"

    def _handed(self, found: re.Match[str]) -> str:
        return f"已交{self.destination(found[1])}"

    def who(self, by: str) -> str:
        """An actor of the history: "user:…", "unit:…", "machine" …"""
        kind, _, name = by.partition(":")
        if kind in ACTORS:
            return self.words(ACTORS[kind])
        known = {"unit": self.unit, "channel": self.channel, "backend": self.destination}
        return known[kind](name) if kind in known else name or by
