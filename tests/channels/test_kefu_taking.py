"""What becomes of each thing that was fetched, whatever it is; the next one is always read."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import IdReused, Problem, Unacceptable
from channels.kefu import KefuChannel
from channels.kefu.parse import FAILURES
from channels.message import InboundMessage
from tests.channels.enterprise import Office, office, until
from tests.channels.qyapi import Qyapi
from tests.channels.specimens.kefu import CITIZEN, KFID, SPECIMEN, TEXT, doorbell, item
from tests.channels.specimens.wecom import CORP, SECRET, sealed

NO_WORDS = Problem("text", "no-words", "请用文字说明。", "Please use words.")


def event(kind: str, late: float = 0, **fields: Any) -> dict[str, Any]:
    told = {"event_type": kind, "open_kfid": KFID, "external_userid": CITIZEN, **fields}
    now = int(time.time() - late)
    return {"msgid": "e1", "send_time": now, "origin": 4, "msgtype": "event", "event": told}


@pytest.fixture
def far() -> Qyapi:
    return Qyapi(CORP, SECRET, waiting={KFID: []}, codes={"a-code"})


@pytest.fixture
async def kefu(far: Qyapi) -> AsyncIterator[Office]:
    async with office(KefuChannel, SPECIMEN, far) as door:
        yield door


def minding(error: Exception) -> Any:
    def mind(_message: InboundMessage) -> None:
        raise error

    return mind


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*TEXT, "event", "image", "link", "content"]), inner)
    ),
    max_leaves=8,
)


@given(
    st.lists(
        JSON
        | st.builds(
            lambda odd: {**TEXT, **odd},
            st.dictionaries(
                st.sampled_from(sorted({*TEXT, "event", "location"} - {"origin"})), JSON
            ),
        ),
        max_size=4,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
async def test_whatever_stands_in_a_page_the_next_message_is_read(odd: list[Any]) -> None:
    far = Qyapi(CORP, SECRET, waiting={KFID: []})
    far.arrives(KFID, *odd, {**TEXT, "msgid": "the-next"})
    async with office(KefuChannel, SPECIMEN, far) as kefu:
        await kefu.listen_until(lambda: "the-next" in kefu.desk.ids)


async def test_what_cannot_be_read_is_parked_whole(kefu: Office) -> None:
    broken = {**TEXT, "text": {"content": 7}}
    kefu.far.arrives(KFID, broken, TEXT)

    await kefu.settled()

    assert kefu.desk.ids == [TEXT["msgid"]]
    ((raw, problem),) = kefu.park.parked
    assert problem.code == "unreadable"
    assert b'"content": 7' in raw.content


@pytest.mark.parametrize("origin", [4, 5])
async def test_what_our_own_people_said_is_not_a_report(kefu: Office, origin: int) -> None:
    kefu.far.arrives(KFID, item("text", {"content": "您好"}, origin=origin))

    await kefu.settled()

    assert not kefu.desk.kept
    assert not kefu.park.parked


async def test_a_message_that_cannot_be_kept_is_parked_and_the_citizen_told_once(
    kefu: Office,
) -> None:
    kefu.desk.minds = minding(Unacceptable(NO_WORDS))
    kefu.far.arrives(KFID, TEXT, TEXT)

    await kefu.settled()

    assert kefu.parked == ["no-words"]
    (told,) = kefu.far.sent
    assert told["touser"] == CITIZEN
    assert told["text"]["content"] == "请用文字说明。 Please use words."


async def test_the_page_is_read_on_even_if_he_cannot_be_told(kefu: Office) -> None:
    kefu.desk.minds = minding(Unacceptable(NO_WORDS))
    kefu.far.fails = [("/cgi-bin/kf/send_msg", 95018)]
    kefu.far.arrives(KFID, TEXT)

    await kefu.settled()

    assert kefu.parked == ["no-words"]
    assert await kefu.shelf.get(f"cursor:{KFID}") == "c1"


async def test_an_id_used_for_other_words_is_parked_and_nobody_is_told(kefu: Office) -> None:
    kefu.desk.minds = minding(IdReused())
    kefu.far.arrives(KFID, TEXT)

    await kefu.settled()

    assert kefu.parked == ["id-reused"]
    assert not kefu.far.sent


async def test_a_kind_we_do_not_read_is_parked_and_the_citizen_asked_for_words(
    kefu: Office,
) -> None:
    kefu.far.arrives(KFID, item("miniprogram", {"title": "一个小程序"}))

    await kefu.settled()

    assert kefu.parked == ["unknown-kind"]
    assert "请用文字" in kefu.far.sent[0]["text"]["content"]


async def test_every_one_of_several_stickers_is_answered(kefu: Office) -> None:
    kefu.far.bells.add("a-ring")
    for number in range(7):
        sticker = item("sticker", {}, msgid=f"m{number}", send_time=int(time.time()))
        kefu.far.arrives(KFID, sticker)
        await kefu.post(doorbell(token="a-ring"))
        await kefu.settled()

    assert len(kefu.far.sent) == 7


async def test_whoever_enters_is_welcomed_by_the_code_once(kefu: Office) -> None:
    kefu.far.arrives(KFID, event("enter_session", welcome_code="a-code"))

    await kefu.settled()

    (greeting,) = kefu.far.greeted
    assert greeting["code"] == "a-code"
    assert "12345" in greeting["text"]["content"]
    assert not kefu.desk.kept


async def test_a_code_older_than_20_seconds_is_not_tried(kefu: Office) -> None:
    kefu.far.arrives(KFID, event("enter_session", late=21, welcome_code="a-code"))

    await kefu.settled()

    assert kefu.far.count("/cgi-bin/kf/send_msg_on_event") == 0


async def test_a_welcome_that_goes_wrong_keeps_nothing_back(kefu: Office) -> None:
    entered = event("enter_session", welcome_code="used-before")
    kefu.far.arrives(KFID, entered, TEXT)

    async with kefu.listening() as task:
        await until(lambda: kefu.far.count("/cgi-bin/kf/send_msg_on_event") == 1)
        await until(lambda: kefu.desk.ids == [TEXT["msgid"]])

        assert not task.done()


@pytest.mark.parametrize("fail_type", [*FAILURES, 0, 99])
async def test_staff_see_what_did_not_reach_the_citizen(kefu: Office, fail_type: int) -> None:
    kefu.far.arrives(KFID, event("msg_send_fail", fail_msgid="x", fail_type=fail_type))

    await kefu.settled()

    assert kefu.parked == ["send-failed"]


async def test_staff_see_what_the_citizen_recalled(kefu: Office) -> None:
    kefu.far.arrives(KFID, event("user_recall_msg", recall_msgid=TEXT["msgid"]))

    await kefu.settled()

    assert kefu.parked == ["recalled"]


@pytest.mark.parametrize(
    "kind", ["session_status_change", "servicer_status_change", "enter_session"]
)
async def test_events_that_need_nobody_pass(kefu: Office, kind: str) -> None:
    kefu.far.arrives(KFID, event(kind), TEXT)

    await kefu.settled()

    assert kefu.desk.ids == [TEXT["msgid"]]
    assert not kefu.park.parked


async def test_a_doorbell_for_an_account_that_is_not_set_up_is_shown_to_staff(
    kefu: Office,
) -> None:
    response = await kefu.post(doorbell("wk-another", token="ENC-secret"))

    assert response.status == 200
    ((raw, problem),) = kefu.park.parked
    assert problem.code == "unknown-account"
    assert b"wk-another" in raw.content
    assert b"ENC-secret" not in raw.content
    assert list(kefu.channel.again(raw)) == []


async def test_other_events_of_the_enterprise_are_taken_and_nothing_rings(kefu: Office) -> None:
    plain = f"<xml><ToUserName>{CORP}</ToUserName><Event>change_contact</Event></xml>"

    response = await kefu.post(sealed(plain.encode()))

    assert response.status == 200
    assert not [key for key in kefu.shelf.standing if key.startswith("bell")]
    assert not kefu.park.parked


async def test_a_chat_that_is_nested_without_end_is_parked_and_the_next_message_read(
    kefu: Office,
) -> None:
    said = {"sender_name": "甲", "msgtype": "text", "msg_content": "[" * 100_000}
    kefu.far.arrives(KFID, item("merged_msg", {"item": [said]}, msgid="m1"), TEXT)

    await kefu.listen_until(lambda: bool(kefu.desk.kept))

    assert kefu.parked == ["unreadable"]


async def test_a_clock_a_day_ahead_of_ours_costs_no_message(kefu: Office) -> None:
    kefu.far.arrives(KFID, {**TEXT, "send_time": int(time.time()) + 86_400})

    await kefu.listen_until(lambda: bool(kefu.desk.kept))

    assert kefu.desk.kept[0].sent_at.timestamp() < time.time() + 1
