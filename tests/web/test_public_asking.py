"""The start page, and asking by number and phone ending: easy for its owner, useless to guess."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from aiohttp import ClientResponse

from channels.http import network
from gateway.app import Gateway
from gateway.database import Database
from gateway.numbers import new_number, spoken
from gateway.store import people
from gateway.store.guesses import SLOT
from gateway.web.public.asking import EVEN, ending_of
from gateway.web.public.guarding import Guard
from tests.values import Clock
from tests.web.citizens import PHONE, Browser, Life, words_of

ENDING = PHONE[-4:]


async def ask(browser: Browser, number: str, ending: str = ENDING) -> ClientResponse:
    data = {"number": number, "ending": ending}
    response = await browser.post("/progress", data=data, allow_redirects=False)
    await response.read()
    return response


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh", ("反映问题", "查进度", "工作人员登录")), ("en", ("Report a problem", "Staff log-in"))],
)
async def test_the_start_page_offers_both_ways(
    browser: Browser, language: str, expected: tuple[str, ...]
) -> None:
    async with browser.get("/", params={"lang": language}) as response:
        text = await response.text()

    assert response.status == 200
    assert all(words in text for words in expected)
    assert all(f'href="{path}"' in text for path in ("/report", "/progress", "/login", "tel:119"))


@pytest.mark.parametrize("spelled", [str, spoken, str.lower, lambda number: number[2:]])
async def test_number_and_phone_ending_lead_to_the_secret_link(
    browser: Browser, life: Life, spelled: type[str]
) -> None:
    receipt = await life.filed(phone=PHONE)

    response = await ask(browser, spelled(receipt.number))

    assert response.status == 303
    assert response.headers["Location"] == receipt.link
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_attached_message_may_be_asked_for_as_well(browser: Browser, life: Life) -> None:
    first = await life.filed(phone=PHONE)
    added = await life.filed("现在更暗了。", phone=PHONE, refers_to=first.number)

    response = await ask(browser, added.number)

    assert response.headers["Location"] == added.link


async def test_gives_one_answer_whatever_is_wrong(browser: Browser, life: Life) -> None:
    known = await life.filed(phone=PHONE)
    nameless = await life.filed("另一条街的路灯也坏了。")
    asked = [(known.number, "0000"), (nameless.number, ENDING), (new_number("XN"), ENDING)]

    answers = [await ask(browser, number, ending) for number, ending in asked]

    assert {answer.status for answer in answers} == {404}
    told = {
        re.sub(number, "", await answer.text())
        for (number, _), answer in zip(asked, answers, strict=True)
    }
    assert len(told) == 1
    assert "没有查到" in told.pop()


async def test_an_empty_ending_opens_no_report_without_a_phone(
    browser: Browser, life: Life
) -> None:
    nameless = await life.filed()

    for ending in ("", "----", "    ", "\0\0\0\0"):
        assert (await ask(browser, nameless.number, ending)).status == 422


async def test_every_answer_takes_equally_long(browser: Browser, life: Life) -> None:
    known = await life.filed(phone=PHONE)

    for number, ending in ((known.number, ENDING), (known.number, "0000"), (new_number("XN"), "1")):
        if len(ending) == 4:
            started = asyncio.get_running_loop().time()
            await ask(browser, number, ending)
            assert asyncio.get_running_loop().time() - started >= EVEN


@pytest.mark.parametrize("written", ["XN1234567890", "123", "你好", "'; drop table--", "\0"])
async def test_says_at_once_that_a_number_is_mistyped(browser: Browser, written: str) -> None:
    for _ in range(7):  # and no try is counted, so nothing is ever said of too many
        response = await ask(browser, written)

        assert response.status == 422
        assert "编号写错了" in await response.text()


async def test_asks_for_both_fields_in_the_language_of_the_page(browser: Browser) -> None:
    async with browser.post("/progress", data={}, params={"lang": "en"}) as response:
        text = await response.text()

    assert response.status == 422
    assert "Enter the number of your report." in text
    assert "Enter the last four digits of your phone number." in text


async def test_the_sixth_try_has_to_wait_and_is_told_for_how_long(
    browser: Browser, life: Life, clock: Clock
) -> None:
    receipt = await life.filed(phone=PHONE)
    tries = [await ask(browser, receipt.number, "0000") for _ in range(5)]

    turned_away = await ask(browser, receipt.number)
    told = words_of(await turned_away.text())
    clock.ahead(timedelta(seconds=int(turned_away.headers["Retry-After"])))
    let_in = await ask(browser, receipt.number)

    assert {response.status for response in tries} == {404}
    assert turned_away.status == 429
    assert "12345" in told
    assert re.search(r"请在 11月18日 1\d:\d\d 以后再试", told)
    assert let_in.status == 303


async def test_tries_made_at_once_are_all_counted(browser: Browser, life: Life) -> None:
    receipt = await life.filed(phone=PHONE)

    answers = await asyncio.gather(
        *(ask(browser, receipt.number, f"{guess:04}") for guess in range(20))
    )

    assert sorted(answer.status for answer in answers) == [404] * 5 + [429] * 15


async def test_asking_leaves_no_trace_in_caches_and_search_engines(browser: Browser) -> None:
    async with browser.get("/progress") as response:
        headers = response.headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


async def test_a_body_that_is_no_form_is_refused_in_words(browser: Browser) -> None:
    async with browser.post("/progress", json={"number": "XN"}) as response:
        text = await response.text()

    assert response.status == 415
    assert "查进度" in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("5678", "5678"),
        (" 56 78 ", "5678"),
        ("５６７８", "5678"),
        ("138-1234-5678", "5678"),
        ("567", None),
        ("abcd", None),
        ("٥٦٧٨", None),
        ("", None),
    ],
)
def test_reads_an_ending_as_people_write_it(written: str, read: str | None) -> None:
    assert ending_of(written) == read


async def test_no_quarter_of_an_hour_sees_more_than_five_tries(
    database: Database, clock: Clock
) -> None:
    guard = Guard(database, clock)
    let_in = []
    for _ in range(360):  # three hours, one try every half minute
        clock.ahead(timedelta(seconds=29))
        if await guard.admit("XN1", "10.0.0.1") is None:
            let_in.append(clock.at)

    spans = [later - first for first, later in zip(let_in, let_in[5:], strict=False)]
    assert len(let_in) > 10
    assert all(span >= timedelta(minutes=15) for span in spans)


async def test_a_number_bears_twenty_tries_a_day(database: Database, clock: Clock) -> None:
    guard = Guard(database, clock)
    let_in = 0
    for place in range(96):
        clock.ahead(timedelta(minutes=15))
        let_in += await guard.admit("XN1", f"10.0.0.{place}") is None

    assert let_in == 20


async def test_an_address_asks_for_thirty_numbers_and_no_more(
    database: Database, clock: Clock
) -> None:
    guard = Guard(database, clock)
    answers = [await guard.admit(f"XN{number}", "10.0.0.1") for number in range(32)]
    elsewhere = await guard.admit("XN31", "10.0.0.2")

    assert [answer is None for answer in answers] == [True] * 30 + [False] * 2
    assert elsewhere is None


async def test_waiting_helps_also_whoever_kept_trying(database: Database, clock: Clock) -> None:
    guard = Guard(database, clock)
    for _ in range(50):
        again_at = await guard.admit("XN1", "10.0.0.1")

    assert again_at is not None
    clock.at = again_at
    assert await guard.admit("XN1", "10.0.0.1") is None


async def test_what_was_guessed_long_ago_is_forgotten(still: Gateway, clock: Clock) -> None:
    guard = Guard(still.parts.database, clock)
    await guard.admit("XN1", "10.0.0.1")
    slot = int(clock.at.timestamp()) // SLOT

    async def counted() -> int:
        return await still.parts.database.read(people.attempts_at, "progress:XN1", slot)

    clock.ahead(timedelta(hours=23))
    await still.schedule.look()
    within_a_day = await counted()
    clock.ahead(timedelta(hours=2))
    await still.schedule.look()

    assert [within_a_day, await counted()] == [1, 0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("", "", True),
    ],
)
def test_an_ipv6_household_is_one_address(one: str, other: str, *, same: bool) -> None:
    assert (network(one) == network(other)) == same
