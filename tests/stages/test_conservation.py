"""Whatever citizens, staff, units and power cuts do, in any order: the laws hold."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import select

from channels.message import Person
from gateway.database.tables import messages, reports, tickets
from gateway.database.talk_tables import talks
from gateway.people import Role, User
from gateway.reports import MessageStatus, ReportStatus
from gateway.stages.confirming import Correction
from gateway.stages.joining import JOINABLE
from gateway.stages.surveying import Word
from gateway.tickets import FOR_STAFF, WITH_THE_UNIT, Result, Return, TicketStatus
from tests.house import walk_on
from tests.stages.day import Day, the_town
from tests.values import CHASE, LAMP, NOISE, THANKS, WATER, a_message, a_user

GAS = "城西区五四大街12号楼道里有很浓的煤气味，怀疑燃气泄漏，请马上来人！"
AGAIN = "补充一下：今天又坏了。"
PEOPLE = ("13900000001", "13900000002", "13900000003", "")
OPERATOR, SUPERVISOR = a_user("xiaoma"), a_user("laozhao", Role.SUPERVISOR)

texts = st.sampled_from([LAMP, WATER, NOISE, GAS])
TALK = (
    *("您好", "谢谢", "路灯坏了", "五四大街12号", "昨晚十点", "不知道", "13900000001", "1", "2"),
    *("查进度", "撤回", "是", "不撤回", "转人工", "别问了，快来人", "补充：今天又坏了", "补充"),
    *("算了", "上一步", "另一件事", "我要投诉", "换个渠道", "你们这帮废物", NOISE, GAS, LAMP),
    "两件事：1、五四大街12号路灯坏了。2、海湖路的垃圾三天没清了。",
)
said = st.sampled_from(TALK)
people = st.sampled_from(PEOPLE)
which = st.integers(0, 30)
staff = st.sampled_from([OPERATOR, SUPERVISOR])


class Life(Day):
    """Whatever may happen, as rules that hypothesis combines."""

    @initialize(first=st.lists(st.tuples(texts, people), min_size=3, max_size=3), far=which)
    def has_seen_some_reports_already(self, first: list[tuple[str, str]], far: int) -> None:
        for text, phone in first:
            self._deliver(a_message(text, phone=phone, sender=phone))
        self.runner.run(walk_on(self.house))
        if far % 3:
            self.staff_merge(0, 1, SUPERVISOR)
        if far % 2:
            self.a_ticket_is_answered(far)

    # -- citizens

    @rule(text=texts, phone=people, confidential=st.booleans())
    def a_citizen_writes(self, text: str, phone: str, confidential: bool) -> None:
        person = Person(phone=phone, confidential=confidential)
        self._deliver(a_message(text, person=person, sender=phone))

    @rule(which=which)
    def a_door_delivers_again(self, which: int) -> None:
        if self.sent:
            self._deliver(self._one(self.sent, which))

    @rule(which=which, about=which, words=st.sampled_from([LAMP, THANKS, CHASE, AGAIN]))
    def a_citizen_names_a_number(self, which: int, about: int, words: str) -> None:
        if not self.numbers:
            return
        phone = self._one(PEOPLE, which)
        number = self._one(sorted(self.numbers.values()), about)
        self._deliver(a_message(words, phone=phone, sender=phone, refers_to=number))

    @rule(phone=people)
    def a_citizen_chases(self, phone: str) -> None:
        self._deliver(a_message(CHASE, phone=phone, sender=phone))

    @rule(words=st.lists(said, min_size=1, max_size=3), who=st.integers(0, 2))
    def a_citizen_talks(self, words: list[str], who: int) -> None:
        for text in words:
            chat = a_message(text, channel="webchat", account="", sender=f"chat-{who}")
            self._deliver(chat)

    @rule(which=which, by=staff, deed=st.sampled_from(["take", "say", "file", "let go"]))
    def staff_talk(self, which: int, by: User, deed: str) -> None:
        held = self._rows(select(talks.c.id))
        if not held:
            return
        (talk,), attend = self._one(held, which), self.house.attend
        deeds = {
            "take": lambda: attend.take(talk, by),
            "say": lambda: attend.say(talk, "请问是哪个小区？", by),
            "file": lambda: attend.end(talk, by, file=True),
            "let go": lambda: attend.end(talk, by, file=False),
        }
        self._do(deeds[deed]())

    @rule(minutes=st.sampled_from([1, 6, 16, 31]))
    def minutes_go_by(self, minutes: int) -> None:
        self.clock.ahead(timedelta(minutes=minutes))
        self._do(self.house.schedule.look())

    @rule(which=which, solved=st.booleans(), satisfied=st.integers(1, 5))
    def a_citizen_votes(self, which: int, solved: bool, satisfied: int) -> None:
        found = self._rows(select(reports.c.id, reports.c.round, reports.c.status))
        informed = [row for row in found if row[2] == ReportStatus.INFORMED]
        if found:
            id_, round_, _ = self._one(informed or found, which)
            self._do(self.house.survey.vote(id_, Word(round_, solved, satisfied)))

    # -- the machine

    @rule(most=st.integers(1, 4))
    def the_worker_walks(self, most: int) -> None:
        self._do(self._walk(most))

    @rule()
    def the_worker_walks_to_the_end(self) -> None:
        self._do(walk_on(self.house))

    @rule(which=which)
    def something_is_walked_twice(self, which: int) -> None:
        items = [f"message:{row[0]}" for row in self._rows(select(messages.c.id))]
        items += [f"ticket:{row[0]}" for row in self._rows(select(tickets.c.id))]
        if items:
            self._do(self.house.walk(self._one(items, which)))

    @rule(days=st.sampled_from([1, 1, 2, 9, 40]))
    def time_goes_by(self, days: int) -> None:
        self.clock.ahead(timedelta(days=days))
        self._do(self.house.schedule.look())

    @rule(after=st.integers(0, 5), committed=st.booleans())
    def the_power_is_about_to_fail(self, after: int, committed: bool) -> None:
        self.fragile.cut_in, self.fragile.committed = after, committed

    # -- staff and units

    @rule(which=which, by=staff, lead=which, stale=st.booleans())
    def staff_confirm(self, which: int, by: User, lead: int, stale: bool) -> None:
        if ticket := self._ticket(which, FOR_STAFF):
            version = ticket.version - stale
            units = sorted(the_town().city.units)
            wish = Correction(lead=self._one(units, lead)) if lead % 2 else None
            self._do(self.house.desk.confirm(ticket.id, version, by, wish))

    @rule(which=which, by=staff, urgency=st.sampled_from(["U1", "U4"]))
    def staff_correct(self, which: int, by: User, urgency: str) -> None:
        if ticket := self._ticket(which, FOR_STAFF):
            wish = Correction(urgency=urgency)
            self._do(self.house.desk.correct(ticket.id, ticket.version, by, wish))

    @rule(which=which, by=staff, accepted=st.booleans())
    def staff_end_it_themselves(self, which: int, by: User, accepted: bool) -> None:
        if ticket := self._ticket(which, FOR_STAFF):
            deed = self.house.desk.answer if accepted else self.house.desk.refuse
            self._do(deed(ticket.id, ticket.version, by, "不属于受理范围，已说明"))

    @rule(which=which, by=staff, accepted=st.booleans())
    def staff_decide_a_return(self, which: int, by: User, accepted: bool) -> None:
        if ticket := self._ticket(which, frozenset({TicketStatus.RETURNED})):
            decide = self.house.desk.decide_return
            self._do(decide(ticket.id, ticket.version, by, accepted=accepted, reason="已核实"))

    @rule(which=which, into=which, by=staff)
    def staff_merge(self, which: int, into: int, by: User) -> None:
        one, other = self._ticket(which, JOINABLE), self._ticket(into, JOINABLE)
        if one and other:
            self._do(self.house.join.merge(one.id, other.id, one.version, by))

    @rule(which=which, by=staff)
    def staff_split(self, which: int, by: User) -> None:
        found = self._rows(
            select(reports.c.id, tickets.c.version)
            .join(tickets, tickets.c.id == reports.c.ticket_id)
            .where(reports.c.ticket_id != reports.c.first_ticket_id)
        )
        if found:
            report_id, version = self._one(found, which)
            self._do(self.house.join.split(report_id, version, by))

    @rule(which=which, by=staff, stale=st.booleans())
    def staff_set_a_message_apart(self, which: int, by: User, stale: bool) -> None:
        found = self._rows(
            select(messages.c.id, tickets.c.version)
            .join(reports, reports.c.id == messages.c.report_id)
            .join(tickets, tickets.c.id == reports.c.ticket_id)
            .where(messages.c.status == MessageStatus.ATTACHED.value)
        )
        if found:
            message_id, version = self._one(found, which)
            self._do(self.house.join.stand_alone(message_id, version - stale, by))

    @rule(which=which, what=st.sampled_from(["sign", "answer", "return"]))
    def a_unit_acts(self, which: int, what: str) -> None:
        ticket = self._ticket(which, WITH_THE_UNIT)
        if ticket is None:
            return
        units, who = self.house.units, (ticket.id, ticket.version, ticket.lead, "unit:test")
        if what == "sign":
            self._do(units.sign(*who))
        elif what == "answer":
            self._do(units.answer(*who, Result("已经修好，请查看")))
        else:
            self._do(units.give_back(*who, Return(ticket.lead, "不归我们管")))

    @rule(which=which)
    def a_ticket_is_answered(self, which: int) -> None:
        """From the desk to the citizen, without anything in between."""
        self.staff_confirm(which, SUPERVISOR, 0, stale=False)
        self.the_worker_walks_to_the_end()
        self.a_unit_acts(which, "answer")
        self.the_worker_walks_to_the_end()

    # -- what must hold

    @invariant()
    def the_laws_hold(self) -> None:
        assert self._laws(at_rest=False) == []

    @invariant()
    def nobody_changes_his_number(self) -> None:
        rows = self._rows(select(messages.c.external_id, messages.c.number))
        assert self.numbers.items() <= {row[0]: row[1] for row in rows}.items()


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    report_multiple_bugs=False,
    phases=[Phase.reuse, Phase.generate],  # shrinking a life takes longer than reading it
    suppress_health_check=list(HealthCheck),
)
