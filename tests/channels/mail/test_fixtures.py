"""The shared fixtures: Chinese mails with traps, real mails, and the matrix of machine mail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.channels.mail.reading import letter, mail, read, why_aside

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"
ZH, SMALL = FIXTURES / "mail-zh", FIXTURES / "mail-small"
MATRIX = FIXTURES / "behaviour" / "email_auto_and_bounce.json"

pytestmark = pytest.mark.skipif(not FIXTURES.exists(), reason=f"no fixtures: {FIXTURES.name}")


def table(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


EXPECTED: dict[str, dict[str, Any]] = table(ZH / "expected.json")
TRAITS: list[dict[str, Any]] = table(MATRIX).get("auto_detection", [])


@pytest.mark.parametrize("name", EXPECTED)
def test_reads_chinese_mail_as_it_was_meant(name: str) -> None:
    expected = EXPECTED[name]

    message = read((ZH / name).read_bytes())

    assert message.title == expected["subject"]
    assert message.text == expected["text"]
    assert message.person.name == expected.get("from_name", message.person.name)
    assert message.sender == expected.get("from_addr", message.sender)
    assert [each.name for each in message.attachments] == expected.get("attachments", [])


@pytest.mark.parametrize("name", EXPECTED)
def test_takes_chinese_mail_for_a_persons(name: str) -> None:
    assert why_aside((ZH / name).read_bytes()) is None


@pytest.mark.parametrize("traits", TRAITS, ids=lambda traits: " ".join(traits["headers"]) or "none")
def test_tells_machines_from_people_as_the_matrix_does(traits: dict[str, Any]) -> None:
    found = why_aside(mail(*(f"{name}: {value}" for name, value in traits["headers"].items())))

    assert (found is not None) == traits["auto"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("mail_malformed_2", "bounce"),
        ("mail_test_12", None),
        ("mail_test_14", None),
        ("mail_test_16", "automatic"),
        ("mail_test_18", None),
        ("mail_test_19", None),
        ("mail_test_3", None),
        ("mail_test_9", None),
    ],
)
def test_says_what_a_real_mail_is(name: str, code: str | None) -> None:
    found = why_aside((SMALL / name).read_bytes())

    assert (found and found.code) == code


def test_reads_what_real_mailers_got_wrong() -> None:
    comma = letter((SMALL / "mail_test_18").read_bytes())
    named = letter((SMALL / "mail_test_19").read_bytes())
    labelled = read((SMALL / "mail_test_12").read_bytes())

    assert (comma.name, comma.sender) == ("LastßlName, FirstName", "comma.name@example.com")
    assert (named.name, named.sender) == ("", "bob@example.com")
    assert labelled.title == "代开各地增值税发票"
    assert labelled.text.startswith("你好！我公司")
