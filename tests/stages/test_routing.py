"""What the rules propose for a ticket, with reasons and a deadline; only people let it go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.message import Person
from gateway.app import Gateway
from gateway.history import Event
from gateway.judgements import Subject
from gateway.stages.confirming import Correction, Invalid, NotAllowed
from gateway.store import history, judgements
from gateway.store.tickets import TicketChanged
from gateway.tickets import StepNotAllowed, TicketStatus
from tests.house import walk_on
from tests.values import LAMP, WATER, Clock, a_supervisor, a_user
from tests.web.citizens import Life

GAS = "城西区五四大街12号楼道里有很浓的煤气味，怀疑燃气泄漏，请马上来人！"


async def test_a_proposal_names_unit_rule_and_reasons(still: Gateway, life: Life) -> None:
    ticket = await life.ticket(await life.filed(LAMP))

    assert ticket.status is TicketStatus.PROPOSED
    assert ticket.proposal is not None
    assert ticket.lead == ticket.proposal.lead
    assert ticket.lead in still.parts.town.city.units
    assert ticket.proposal.rule
    assert ticket.proposal.because
    assert ticket.proposal.city_version == still.parts.town.city.version


async def test_every_step_to_the_proposal_says_who_and_why(still: Gateway, life: Life) -> None:
    ticket = await life.ticket(await life.filed(LAMP))

    steps = await still.parts.database.read(history.of_ticket, ticket.id)

    by = {step.event: (step.by.split(":")[0], bool(step.because)) for step in steps}
    assert by[Event.KEPT][0] == "channel"
    assert by[Event.UNDERSTOOD] == ("nlp", True)
    assert by[Event.MATCHED] == ("machine", True)
    assert by[Event.PROPOSED] == ("rules", True)


async def test_danger_goes_to_a_supervisor_and_is_shown_at_once(life: Life) -> None:
    ticket = await life.ticket(await life.filed(GAS))

    assert ticket.alarm
    assert ticket.urgency == "U0"
    assert ticket.proposal is not None
    assert ticket.proposal.mode == "supervisor"
    with pytest.raises(NotAllowed):
        await life.gateway.desk.confirm(ticket.id, ticket.version, a_user())


async def test_words_the_rules_do_not_know_still_get_a_unit(life: Life) -> None:
    ticket = await life.ticket(await life.filed("嗯，就是那个事情，你们懂的。"))

    assert ticket.status is TicketStatus.PROPOSED
    assert ticket.lead


async def test_a_report_whose_kind_is_open_is_timed_and_sent_like_a_complaint(
    still: Gateway, life: Life
) -> None:
    ticket = await life.ticket(await life.filed("城西区斑马线看不清"))

    assert (ticket.kind, ticket.category) == ("", "0605")
    assert "JJ" in still.parts.town.city.units[ticket.lead].duties
    assert ticket.due_at is not None


async def test_what_may_be_a_report_of_wrongdoing_is_kept_secret_even_if_nobody_named_it(
    life: Life,
) -> None:
    ticket = await life.ticket(await life.filed("砍树"))

    assert (ticket.kind, ticket.confidential) == ("", True)


async def test_the_deadline_runs_from_the_hand_over(life: Life, clock: Clock) -> None:
    receipt = await life.filed(LAMP)
    proposed = await life.ticket(receipt)
    clock.ahead(timedelta(days=2))

    await life.gateway.desk.confirm(proposed.id, proposed.version, a_supervisor())
    await walk_on(life.gateway)

    dispatched = await life.ticket(receipt)
    assert proposed.due_at is not None
    assert dispatched.due_at is not None
    assert dispatched.due_at - proposed.due_at >= timedelta(days=1)


async def test_a_deadline_that_a_person_set_stays(life: Life, clock: Clock) -> None:
    receipt = await life.filed(LAMP)
    ticket = await life.ticket(receipt)
    wanted = clock() + timedelta(days=3)

    await life.gateway.desk.confirm(
        ticket.id, ticket.version, a_supervisor(), Correction(due_at=wanted)
    )
    await walk_on(life.gateway)

    assert (await life.ticket(receipt)).due_at == wanted


async def test_nothing_leaves_until_a_person_lets_it_go(life: Life) -> None:
    receipt = await life.filed(LAMP)

    await life.gateway.schedule.look(timedelta(0))
    await walk_on(life.gateway)

    ticket = await life.ticket(receipt)
    assert (ticket.status, ticket.dispatches) == (TicketStatus.PROPOSED, 0)


async def test_what_was_corrected_is_what_goes_out(life: Life) -> None:
    receipt = await life.filed(LAMP)
    ticket = await life.ticket(receipt)
    others = sorted(life.gateway.parts.town.city.units)[:2]
    wish = Correction(urgency="U1", lead=others[0], assists=tuple(others), reason="现场核实")

    await life.gateway.desk.confirm(ticket.id, ticket.version, a_supervisor(), wish)
    await walk_on(life.gateway)

    out = await life.ticket(receipt)
    assert (out.urgency, out.lead, out.assists) == ("U1", others[0], (others[1],))
    steps = await life.gateway.parts.database.read(history.of_ticket, ticket.id)
    (confirmed,) = [step for step in steps if step.event is Event.CONFIRMED]
    assert confirmed.by == "user:laozhao"
    assert "现场核实" in confirmed.because


async def test_what_became_of_the_suggestion_is_kept_with_the_confirmation(life: Life) -> None:
    ticket = await life.ticket(await life.filed(LAMP))
    other = next(unit for unit in sorted(life.gateway.parts.town.city.units) if unit != ticket.lead)
    wish = Correction(lead=other)

    await life.gateway.desk.confirm(ticket.id, ticket.version, a_supervisor(), wish)

    span = (ticket.created_at, ticket.created_at + timedelta(days=1))
    found = await life.gateway.parts.database.read(judgements.bins, *span)
    right = {subject: sum(each.right for each in told) for subject, told in found.items()}
    assert (right[Subject.CATEGORY], right[Subject.UNIT], right[Subject.WHOLE]) == (1, 0, 0)


@pytest.mark.parametrize(
    "wish",
    [
        Correction(lead="no-such-unit"),
        Correction(assists=("no-such-unit",)),
        Correction(category="9999"),
        Correction(urgency="U9"),
        Correction(area="999999"),
        Correction(kind="gossip"),
    ],
)
async def test_a_code_the_city_does_not_have_is_refused(life: Life, wish: Correction) -> None:
    ticket = await life.ticket(await life.filed(LAMP))

    with pytest.raises(Invalid):
        await life.gateway.desk.confirm(ticket.id, ticket.version, a_supervisor(), wish)


async def test_the_second_of_two_people_is_told(life: Life) -> None:
    seen = await life.ticket(await life.filed(LAMP))
    await life.gateway.desk.correct(seen.id, seen.version, a_user(), Correction(urgency="U1"))

    with pytest.raises(TicketChanged):
        await life.gateway.desk.confirm(seen.id, seen.version, a_supervisor())


async def test_what_has_left_is_not_confirmed_again(life: Life) -> None:
    receipt = await life.filed(LAMP)
    await life.dispatched(receipt)
    ticket = await life.ticket(receipt)

    with pytest.raises(StepNotAllowed):
        await life.gateway.desk.confirm(ticket.id, ticket.version, a_supervisor())


async def test_whoever_asked_for_secrecy_makes_the_ticket_secret(life: Life) -> None:
    secret = await life.filed(
        WATER, person=Person(name="王", phone="13900000009", confidential=True)
    )

    assert (await life.ticket(secret)).confidential
