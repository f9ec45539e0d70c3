"""Every case of the matrix of callback failures has a test here, by name."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

MATRIX = (
    Path(__file__).parents[3].parent
    / "shared"
    / "fixtures"
    / "behaviour"
    / "wechat_callback_matrix.json"
)

# where each case is tested, in the order of the matrix, by the beginning of its name
TESTED = {
    "same MsgId 3 times": ("wechat.test_gateway", "test_three_tries_are_one_message_one_ticket"),
    "first connection already closed": ("wechat.test_timely", "test_says_it_by_message_when"),
    "two DIFFERENT citizens": ("wechat.test_gateway", "test_one_id_from_two_citizens"),
    "LOCATION event every 5 s": ("wechat.test_events", "test_events_of_one_second_are_told"),
    "event without MsgId": ("wechat.test_events", "test_greets_once_however_often"),
    "message without id": ("wechat.test_messages", "test_a_message_without_an_id_has_always"),
    "process restarts": ("wechat.test_gateway", "test_a_restart_between_two_tries"),
    "POST with wrong signature": ("wechat.test_callback", "test_the_signature_of_one_sealed_push"),
    "XML with DOCTYPE": ("wechat.test_callback", "test_refuses_garbage_that_is_signed"),
    "image, voice, video": ("wechat.test_messages", "test_every_recorded_push_is_kept"),
    "WeCom kf event": ("test_kefu_fetching", "test_every_page_is_read_in_order"),
    "status push 3 days after": ("wechat.test_sending", "test_three_days_later_a_template"),
    "access_token expired": ("wechat.test_sending", "test_a_token_that_expired_is_renewed_once"),
    "citizen sends one sentence": ("wechat.test_gateway", "test_one_sentence_in_three_messages"),
    "album of 4 photos": ("wechat.test_gateway", "test_four_pictures_at_once"),
    "database down for 60 s": ("wechat.test_gateway", "test_a_database_that_is_away"),
}


@pytest.mark.skipif(not MATRIX.is_file(), reason=f"the matrix is not there: {MATRIX}")
def test_names_every_case_of_the_matrix() -> None:
    cases = [case["case"] for case in json.loads(MATRIX.read_text("utf-8"))["cases"]]

    named = [name for case in cases for name in TESTED if case.startswith(name)]

    assert named == list(TESTED)
    assert len(cases) == 16


@pytest.mark.parametrize(("module", "beginning"), TESTED.values(), ids=TESTED)
def test_each_case_has_its_test(module: str, beginning: str) -> None:
    tests = vars(importlib.import_module(f"tests.channels.{module}"))

    assert [name for name in tests if name.startswith(beginning)]
