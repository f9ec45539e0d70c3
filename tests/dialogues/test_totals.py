"""What holds over all dialogues together: few questions, and none about what was said."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

import pytest

from channels import CHANNELS
from tests.dialogues.judging import MOST_QUESTIONS, Judge
from tests.dialogues.mouths import MOUTHS
from tests.dialogues.performance import Performance
from tests.dialogues.playing import Key
from tests.dialogues.script import CHAT_DOORS, all_scripts

pytestmark = pytest.mark.timeout(900)  # the first waits until all of them were played

FEWEST = 45  # dialogues


def asked_before_a_report(performances: Mapping[Key, Performance], judge: Judge) -> list[int]:
    """Questions of every performance that led to a report."""
    return [
        judge.questions(one)
        for one in performances.values()
        if not one.broken and one.players["citizen"].reports
    ]


def test_a_report_costs_its_citizen_one_question_at_most_as_a_rule_and_three_ever(
    performances: Mapping[Key, Performance], judge: Judge
) -> None:
    asked = asked_before_a_report(performances, judge)

    assert median(asked) <= 1
    assert max(asked) <= MOST_QUESTIONS
    assert set(asked) > {0, 1}  # the scripts do make it ask, so it would be seen


def test_every_door_that_chats_has_a_mouth() -> None:
    chats = {name for name, door in CHANNELS.items() if door.abilities.chats}

    assert set(MOUTHS) == set(CHAT_DOORS) == chats


def test_there_are_dialogues_enough() -> None:
    scripts = all_scripts()

    assert len(scripts) >= FEWEST
    assert len({script.title for script in scripts}) == len(scripts)
