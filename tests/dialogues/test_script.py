"""Scripts say what they mean, and templates are found whatever stands in their blanks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from tests.dialogues.judging import Judge
from tests.dialogues.mouths.base import Heard, with_numbered
from tests.dialogues.script import Act, Script, all_scripts, read_script

SAID = "登记好了：路灯不亮。编号 XN 123 456 7890，有结果告诉您。想起什么，接着说就行。"


def written(folder: Path, **members: object) -> Path:
    path = folder / "a-dialogue.yaml"
    told = {"title": "一段", "shows": "什么", "turns": [{"citizen": "路灯坏了"}], **members}
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return path


def test_a_turn_may_be_one_message_or_several(tmp_path: Path) -> None:
    turns = [{"citizen": "一条"}, {"citizen": ["两", {"album": 3}]}, {"wait": "2 days"}]

    script = read_script(written(tmp_path, turns=turns))

    assert [turn.citizen for turn in script.turns] == [
        (Act(words="一条"),),
        (Act(words="两"), Act(album=3)),
        (),
    ]
    assert script.turns[2].wait == timedelta(days=2)
    assert script.alone


@pytest.mark.parametrize(
    "turn",
    [
        {"citizen": "路灯坏了", "restart": True},
        {"citizen": {"picture": True, "album": 2}},
        {"citizen": "路灯坏了", "who": "nobody"},
        {"wait": "a while"},
        {"citizen": "路灯坏了", "expect": {"syas": "filed"}},
        {},
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, turn: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read_script(written(tmp_path, turns=[turn]))


def test_a_door_that_lacks_something_is_named_unless_there_is_another_way(tmp_path: Path) -> None:
    needy = [{"citizen": {"voice": True}}]
    script = read_script(written(tmp_path, turns=needy))
    helped = read_script(written(tmp_path, turns=[{**needy[0], "otherwise": "有人吵"}]))

    assert script.cannot("sms", frozenset()) == "sms carries no voice"
    assert not script.cannot("wechat", frozenset({"voice"}))
    assert not helped.cannot("sms", frozenset())


def test_a_template_is_found_with_anything_in_its_blanks_and_without_what_is_optional(
    judge: Judge,
) -> None:
    says = judge.wording.says

    assert says(SAID, "filed", "zh")
    assert says(SAID.replace("：路灯不亮", "") + "查进度：https://a.example/r/1", "filed", "zh")
    assert not says(SAID.replace("有结果告诉您", ""), "filed", "zh")
    assert not says(SAID, "filed", "en")
    assert says(SAID, "路灯 不亮", "zh")


def test_a_key_of_no_template_is_an_error(judge: Judge) -> None:
    with pytest.raises(KeyError):
        judge.wording.says(SAID, "no_such_template", "zh")


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("要分开吗？\n1. 分开登记\n2. 合在一起", ("分开登记", "合在一起")),
        ("要分开吗? 1. 分开登记 2. 合在一起", ("分开登记", "合在一起")),
        (
            "像是两件：\n1. 路灯\n2. 井盖\n分开吗？\n1. 分开登记\n2. 合在一起",
            ("分开登记", "合在一起"),
        ),
        ("编号 XN 123 456 7890。", ()),
        ("只有一件：1. 路灯", ()),
    ],
)
def test_numbered_answers_are_read_off_the_words(text: str, choices: tuple[str, ...]) -> None:
    assert with_numbered(text) == Heard(text, choices)


@pytest.mark.parametrize("script", all_scripts(), ids=lambda script: script.name)
def test_every_key_in_a_script_is_a_template_of_the_city(script: Script, judge: Judge) -> None:
    for turn in script.turns:
        for words in (*turn.expect.says, *turn.expect.any, *turn.expect.never):
            judge.wording.says("", words, script.language)
