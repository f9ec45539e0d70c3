"""Lays an agent's summary beside the transcript of the call, and marks what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from channels.hotline.facts import Facts, amounts, clocks, dates, estates, houses, phones, roads
from channels.hotline.numerals import plain
from channels.hotline.words import WEIGHTY, Weighty, state
from channels.message import Remark

MOST = 6  # of one sort are named
_NUMBERS: tuple[tuple[str, str, Callable[[str], Facts]], ...] = (
    ("电话号码", "phone numbers", phones),
    ("门牌楼号", "house numbers", houses),
    ("日期", "dates", dates),
    ("钟点", "times of day", clocks),
    ("数量", "amounts", amounts),
)
_NAMES: tuple[tuple[str, str, Callable[[str], Facts]], ...] = (
    ("道路", "roads", roads),
    ("小区、单位", "estates and places", estates),
)


def disagreements(summary: str, transcript: str, known: str = "") -> tuple[Remark, ...]:
    """What stands on one side only. `known` are the agent's other fields: number, place, name.

    They count as the agent's words, but need not be in the transcript. Takes time in proportion
    to the lengths.
    """
    if not transcript.strip():
        return ()
    return (
        *_weighty(summary, transcript),
        *_numbers(summary, transcript, known),
        *_names(summary, transcript, known),
    )


def _weighty(summary: str, transcript: str) -> Iterator[Remark]:
    for each in sorted(WEIGHTY, key=lambda weighty: not weighty.grave):
        written, heard = state(each, summary), state(each, transcript)
        if written != heard:
            yield from _contrast(each, written, heard)


def _contrast(about: Weighty, written: str, heard: str) -> Iterator[Remark]:
    mark, en_mark = ("危险！", "DANGER: ") if about.grave and heard == "said" else ("", "")
    if written and heard:
        has, lacks = ("摘要", "录音") if written == "said" else ("录音", "摘要")
        yes, no = ("summary", "recording") if written == "said" else ("recording", "summary")
        yield Remark(
            f"{mark}{has}说有“{about.zh}”，{lacks}说没有，请核对。",
            f"{en_mark}{about.en}: the {yes} says so, the {no} denies it; please check.",
        )
    elif heard == "said":
        yield Remark(
            f"{mark}录音提到“{about.zh}”，摘要没有写。",
            f"{en_mark}{about.en}: in the recording, not in the summary.",
        )
    elif written == "said":
        yield Remark(
            f"摘要写了“{about.zh}”，录音里没有。",
            f"{about.en}: in the summary, not in the recording.",
        )


def _numbers(summary: str, transcript: str, known: str) -> Iterator[Remark]:
    for zh, en, facts in _NUMBERS:
        written, heard = facts(summary), facts(transcript)
        known_to_agent = {**written, **facts(known)}
        yield from _one_sided(
            zh,
            en,
            [said for key, said in written.items() if key not in heard],
            [said for key, said in heard.items() if key not in known_to_agent],
        )


def _names(summary: str, transcript: str, known: str) -> Iterator[Remark]:
    agents, callers = plain(f"{summary}\n{known}"), plain(transcript)
    for zh, en, facts in _NAMES:
        yield from _one_sided(
            zh,
            en,
            [said for key, said in facts(summary).items() if key not in callers],
            [said for key, said in facts(transcript).items() if key not in agents],
        )


def _one_sided(zh: str, en: str, written: list[str], heard: list[str]) -> Iterator[Remark]:
    if written:
        yield Remark(
            f"{zh}只在摘要里：{_listed(written)}。",
            f"{en.capitalize()} in the summary only: {', '.join(written[:MOST])}.",
        )
    if heard:
        yield Remark(
            f"{zh}只在录音里：{_listed(heard)}。",
            f"{en.capitalize()} in the recording only: {', '.join(heard[:MOST])}.",
        )


def _listed(said: list[str]) -> str:
    more = f" 等 {len(said)} 处" if len(said) > MOST else ""
    return "、".join(said[:MOST]) + more
