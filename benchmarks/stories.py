"""What citizens say in the measured conversations, and what should answer each time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.settings import PACKAGED_CITY
from routing_rules.loading import load_city


@dataclass(frozen=True, slots=True)
class Step:
    """`says` are messages, `hears` the templates of the replies, in order.

    `pauses`: nothing in it tells that the turn is over, so the service waits whether more comes.
    Without it every message is a turn of its own, and they are sent without waiting for replies.
    """

    says: tuple[str, ...]
    hears: tuple[str, ...]
    pauses: bool = False


def _steps(place: str, number: int) -> Sequence[Sequence[Step]]:
    return (
        (
            Step(("你好",), ("greeting",)),
            Step(("路灯坏了好几天", "晚上很黑"), ("ask_where",), pauses=True),
            Step((place,), ("filed",)),
            Step(("查进度",), ("progress_one",)),
        ),
        (
            Step((f"{place}门前的井盖碎了，晚上走路看不清，请派人来换。",), ("filed",)),
            Step(("查进度", "谢谢", "查进度"), ("progress_one", "thanks", "progress_one")),
            Step((f"补充：旁边电线杆的编号是{number}",), ("supplement_added",)),
        ),
        (
            Step(("暖气不热",), ("ask_where",), pauses=True),
            Step((f"{place}家属院",), ("filed",)),
            Step(("谢谢",), ("thanks",)),
            Step(("进度",), ("progress_one",)),
        ),
    )


PLACES = ("五四大街", "七一路", "南大街", "建国路", "祁连路", "海湖路", "昆仑中路", "朝阳东路")
STORIES = 3
PILED = 1  # the story in which three commands come at once


def story(number: int, *, piled: bool) -> Sequence[Step]:
    """`piled`: also with several messages at once, which some providers deliver slowly."""
    steps = _steps(f"{PLACES[number % len(PLACES)]}{number}号", number)
    told = number % STORIES
    return steps[told if piled or told != PILED else 0]


def shapes() -> Mapping[str, re.Pattern[str]]:
    """What a reply of each template looks like, whatever its blanks hold and whatever follows."""
    templates = load_city(PACKAGED_CITY).templates
    return {key: _shape(one.zh, templates.fixed) for key, one in templates.by_key.items()}


def _shape(told: str, fixed: Mapping[str, str]) -> re.Pattern[str]:
    for name, value in fixed.items():
        told = told.replace(f"{{{name}}}", value)
    pieces = re.split(r"\[\[.*?\]\]|\{\w+\}", told)
    return re.compile(".*".join(map(re.escape, pieces)), re.DOTALL)
