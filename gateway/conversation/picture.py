"""Draws the state machine as an SVG that needs no tools: a lane for each state, a row for each way.

Rows are stacked, and every label is broken to the room it has, so nothing ever overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from gateway.conversation.drawing import QUESTIONS, STATES, Arrow, arrows, told
from gateway.conversation.talk import State

LANE, MARGIN = 330, 24  # pixels, as everything here
HEAD, LINE, GAP = 64, 17, 14
FONT = 13
LOOP = 46  # how far a move that stays in its state swings out
PAD = 10
LANES: Mapping[State, int] = {state: place for place, state in enumerate(STATES)}
WIDTH = 2 * MARGIN + LANE * len(LANES)
STYLE = """
text { font-family: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
.head { fill: #1d4f91; } .name { fill: #fff; font-size: 16px; font-weight: bold; }
.en { fill: #d5e3f5; font-size: 12px; } .lane { stroke: #b8c4d3; stroke-width: 2; }
.way { stroke: #33475b; stroke-width: 1.6; fill: none; marker-end: url(#tip); }
.zh { fill: #16202c; font-size: 13px; } .other { fill: #56657a; font-size: 12px; }
.zh, .other, .question { paint-order: stroke; stroke: #fff; stroke-width: 4px; }
.question { fill: #8a4b00; font-size: 13px; font-weight: bold; }
""".strip()
TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#33475b"/></marker>'
)


def picture() -> str:
    rows: list[str] = []
    top = HEAD + MARGIN + GAP
    for arrow in arrows():
        lines = list(_words(arrow))
        rows += _row(arrow, lines, top)
        top += len(lines) * LINE + GAP
    body = [*_lanes(top), *rows]
    size = f'viewBox="0 0 {WIDTH} {top + MARGIN}" width="{WIDTH}" height="{top + MARGIN}"'
    title = "<title>对话的状态 / the states of a conversation</title>"
    back = f'<rect width="{WIDTH}" height="{top + MARGIN}" fill="#fff"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    parts = [head, title, f"<style>{STYLE}</style>", f"<defs>{TIP}</defs>", back, *body, "</svg>"]
    return "\n".join(parts) + "\n"


def _lanes(bottom: int) -> Iterator[str]:
    for state, (zh, en) in STATES.items():
        x = _x(state)
        yield f'<line class="lane" x1="{x}" y1="{HEAD + MARGIN}" x2="{x}" y2="{bottom}"/>'
        left = x - LANE // 2 + 40
        yield (
            f'<rect class="head" x="{left}" y="{MARGIN}" width="{LANE - 80}" height="{HEAD}" '
            'rx="8"/>'
        )
        yield f'<text class="name" x="{x}" y="{MARGIN + 28}" text-anchor="middle">{zh}</text>'
        yield f'<text class="en" x="{x}" y="{MARGIN + 48}" text-anchor="middle">{en}</text>'


def _x(state: State) -> int:
    return MARGIN + LANE * LANES[state] + LANE // 2


def _row(arrow: Arrow, lines: Sequence[tuple[str, str]], top: int) -> Iterator[str]:
    """Its label, and the way below it; or beside it, where it comes back."""
    begin, end = _x(arrow.state), _x(arrow.to)
    bottom = top + len(lines) * LINE
    if begin == end:
        left = begin + LOOP + PAD if _turns_right(arrow.state) else begin - LOOP - PAD
        swing = LOOP if _turns_right(arrow.state) else -LOOP
        low = max(bottom - 4, top + LINE)
        yield f'<path class="way" d="M{begin} {top} h{swing} V{low} H{begin}"/>'
    else:
        left = min(begin, end) + PAD
        yield f'<path class="way" d="M{begin} {bottom + 5} H{end}"/>'
    anchor = "end" if left < begin == end else "start"
    for place, (kind, words) in enumerate(lines):
        y = top + place * LINE + FONT
        yield (
            f'<text class="{kind}" x="{left}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
        )


def _turns_right(state: State) -> bool:
    return state is not State.STAFFED


def _words(arrow: Arrow) -> Iterator[tuple[str, str]]:
    """The lines of its label, each with its kind."""
    room = _room(arrow)
    for language, kind in enumerate(("zh", "other")):
        yield from ((kind, line) for line in _broken(told(arrow, language), room))
    asked = arrow.asks or arrow.answers
    if asked:
        what = "→ 问 asks" if arrow.asks else "← 答 answers"
        yield "question", f"{what}「{QUESTIONS[asked][0]}」{QUESTIONS[asked][1]}"


def _room(arrow: Arrow) -> int:
    """Pixels a line of its label has; beside a loop there is nothing else."""
    if arrow.state is not arrow.to:
        return abs(_x(arrow.state) - _x(arrow.to)) - 2 * PAD
    beside = _x(arrow.state) if not _turns_right(arrow.state) else WIDTH - _x(arrow.state)
    return min(2 * LANE, beside - LOOP - 2 * PAD - MARGIN)


def _broken(pieces: Sequence[str], room: int) -> Iterator[str]:
    """The pieces in lines of at most so many pixels."""
    line = ""
    for piece in pieces:
        if line and _width(line + piece) > room:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _width(words: str) -> int:
    return sum(FONT if ord(character) > 0x2E80 else 7 for character in words)
