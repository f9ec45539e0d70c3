"""The sample city's remit on sentences written for this project: beyond it, or ours after all.

They were written by the same hand as the words, so they flatter. On 1,946 messages that officials
answered, 9 are taken to be beyond the remit, most of them with reason.
"""

from pathlib import Path

import pytest

from routing_rules import City
from routing_rules.conversation import OPENING

OWN = [
    line.split("\t")
    for line in (Path(__file__).parent / "remit.tsv").read_text(encoding="utf-8").splitlines()
]
BEYOND = [(name, text) for name, text in OWN if name != "-"]
OURS = [text for name, text in OWN if name == "-"]


@pytest.mark.parametrize(("name", "text"), BEYOND)
def test_sees_what_the_hotline_does_not_take(xining: City, name: str, text: str) -> None:
    found = xining.conversation.beyond(text)

    assert (found.id if found else None) == name


@pytest.mark.parametrize("text", OURS)
def test_a_report_that_merely_mentions_such_a_place_stays_ours(xining: City, text: str) -> None:
    assert xining.conversation.beyond(text) is None


def test_every_entry_has_sentences_of_its_own(xining: City) -> None:
    assert {name for name, _ in BEYOND} == {entry.id for entry in xining.conversation.remit}


def test_what_a_long_story_mentions_late_is_of_the_story(xining: City) -> None:
    late = "路灯不亮,晚上出门看不清。" * (OPENING // 12) + "我还跟人打官司呢"

    assert xining.conversation.beyond(late) is None


def test_every_entry_gives_an_address_in_both_languages(xining: City) -> None:
    for entry in xining.conversation.remit:
        assert entry.reason.endswith("。")
        assert entry.other_way.endswith("。")
        assert entry.reason_en.isascii()
        assert entry.other_way_en.isascii()
        assert len(entry.reason + entry.other_way) <= 110  # it goes out by text message too
