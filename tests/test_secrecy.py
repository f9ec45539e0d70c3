"""Links that cannot be guessed, and pseudonyms that join one citizen and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.numbers import new_number
from gateway.secrecy import Secrecy, bare_phone
from tests.values import a_message

NUMBERS = st.builds(new_number, st.just("XN"))
SECRECY = Secrecy(b"a secret of the tests")


def key_of(secrecy: Secrecy, number: str) -> str:
    return secrecy.link(number).rpartition("/")[2]


@given(NUMBERS, NUMBERS)
def test_every_number_has_a_link_of_its_own(one: str, other: str) -> None:
    assert (SECRECY.link(one) == SECRECY.link(other)) == (one == other)
    assert len(key_of(SECRECY, one)) == len(key_of(SECRECY, other)) == 26


@given(NUMBERS, NUMBERS)
def test_a_key_opens_its_own_number_only(one: str, other: str) -> None:
    key = key_of(SECRECY, one)

    assert SECRECY.opens(one, key)
    assert SECRECY.opens(other, key) == (one == other)


@given(NUMBERS, st.integers(0, 25), st.text(max_size=30))
def test_no_key_that_differs_opens(number: str, place: int, other: str) -> None:
    key = key_of(SECRECY, number)
    changed = key[:place] + ("a" if key[place] != "a" else "b") + key[place + 1 :]

    assert not SECRECY.opens(number, changed)
    assert not SECRECY.opens(number, key[:place])
    assert not SECRECY.opens(number, key + "a")
    assert SECRECY.opens(number, other) == (other == key)


@pytest.mark.parametrize("odd", ["", "钥匙", "\udcff" * 26, "\0" * 26])
def test_an_odd_key_is_wrong_and_no_error(odd: str) -> None:
    assert not SECRECY.opens("XN1234567890", odd)


@given(NUMBERS)
def test_a_link_depends_on_the_secret_and_tells_nothing_of_it(number: str) -> None:
    other = Secrecy(b"another secret")

    assert key_of(SECRECY, number) != key_of(other, number)
    assert "secret" not in repr(SECRECY)


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "0086 138 1234 5678",
        "８６１３８１２３４５６７８",
        "+86（138）12345678",
    ],
)
def test_one_phone_however_it_is_written(written: str) -> None:
    assert bare_phone(written) == "13812345678"


@pytest.mark.parametrize("landline", ["0971-8230000", "(0971) 8230000", "09718230000"])
def test_a_landline_keeps_its_area_code(landline: str) -> None:
    assert bare_phone(landline) == "09718230000"


def test_a_phone_joins_the_doors() -> None:
    by_form = a_message(channel="webform", account="", sender="", phone="138 1234 5678")
    by_partner = a_message(sender="citizen-9", phone="+86-13812345678")

    assert SECRECY.person(by_form) == SECRECY.person(by_partner) is not None


@pytest.mark.parametrize(
    "other",
    [
        {"channel": "wechat"},
        {"account": "another-app"},
        {"sender": "citizen-2"},
        {"phone": "13812345678"},
    ],
)
def test_without_a_phone_a_sender_is_known_in_his_own_channel_only(other: dict[str, Any]) -> None:
    assert SECRECY.person(a_message()) == SECRECY.person(a_message(text="另一件事")) is not None
    assert SECRECY.person(a_message()) != SECRECY.person(a_message(**other))


def test_a_nameless_message_is_nobodys() -> None:
    assert SECRECY.person(a_message(sender="")) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_pseudonym_shows_nothing_of_the_phone(phone: str) -> None:
    pseudonym = SECRECY.person(a_message(phone=phone))

    assert pseudonym is not None
    assert phone not in pseudonym
    assert pseudonym != Secrecy(b"another secret").person(a_message(phone=phone))


@given(st.sampled_from(["session", "csrf", "webhook"]), st.sampled_from(["link", "phone"]))
def test_keys_for_one_purpose_serve_no_other(one: str, other: str) -> None:
    assert len(SECRECY.key(one)) == 32
    assert SECRECY.key(one) != SECRECY.key(other)
