"""Every scripted dialogue ends as it says, at every chat door."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.dialogues.judging import Judge
from tests.dialogues.mouths import MOUTHS
from tests.dialogues.performance import Performance
from tests.dialogues.playing import Key
from tests.dialogues.script import CHAT_DOORS, Script, all_scripts

pytestmark = pytest.mark.timeout(900)  # the first waits until all of them were played


@pytest.mark.parametrize("door", CHAT_DOORS)
@pytest.mark.parametrize("script", all_scripts(), ids=lambda script: script.name)
def test_a_dialogue_ends_as_it_says(
    script: Script, door: str, performances: Mapping[Key, Performance], judge: Judge
) -> None:
    if why := script.cannot(door, MOUTHS[door].can):
        pytest.skip(why)

    complaints = judge.complaints(performances[script.name, door])

    assert not complaints, "\n".join((script.shows, *complaints))
