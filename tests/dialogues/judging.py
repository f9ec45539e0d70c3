"""Judges a performance: what its script expects, and what holds for every conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routing_rules import City
from tests.dialogues.performance import Performance, Player, Taken
from tests.dialogues.script import Ending, Expect, Filed, Language, Slot
from tests.dialogues.standing import FiledReport
from tests.dialogues.wording import Wording

# the questions about a report that is not filed yet, and what each asks for
QUESTIONS: Mapping[str, Slot | None] = {
    "ask_what": "what",
    "ask_what_picture": "what",
    "ask_where": "where",
    "ask_which": "where",
    "ask_when": "when",
    "ask_divide": None,
}
REPEATS = ("back_asked", "resumed")  # with these an open question may be put once more
MOST_QUESTIONS = 3
MOST_AT_ONCE = 5  # messages after one of his; no platform of WeChat carries more
MOST_A_MINUTE = 12  # while he goes on and on; a slow machine takes several for two hundred
UNFILLED = re.compile(r"\{\w+\}|\[\[|\]\]|〔您的专用链接〕|\[your private link\]")
SLIP = re.compile(r"[。？！，：；][。，：；]|[?!,]\.(?!\w)")  # marks that cannot stand together


@dataclass(frozen=True, slots=True)
class Judge:
    city: City
    wording: Wording

    def complaints(self, one: Performance) -> list[str]:
        """Everything that was not as it should be, in words; none when all is well."""
        turns = [
            f"turn {place} ({_said(taken)}): {complaint}"
            for place, taken in enumerate(one.taken, 1)
            for complaint in self._turn(one, taken)
        ]
        if one.broken:
            return [*turns, one.broken]
        ends = {"citizen": one.script, **{n: p.ending for n, p in one.script.cast.items()}}
        return [
            *turns,
            *self._once(one),
            *(
                f"{name}: {complaint}"
                for name, ending in ends.items()
                for complaint in self._ending(one.players[name], ending)
            ),
            *self._questions(one),
        ]

    def questions(self, one: Performance) -> int:
        """How many he was asked before his first report existed."""
        asked: list[str] = []
        for taken in one.taken:
            if taken.turn.who == "citizen" and not taken.reports:
                asked = self._still_asked(one, taken, asked)
        return len(asked)

    def _still_asked(self, one: Performance, taken: Taken, before: list[str]) -> list[str]:
        """All questions up to this turn; going a step back takes the last one away."""
        if any(self._says(one, taken, key) for key in REPEATS):
            return before[:-1] if self._says(one, taken, "back_asked") else before
        return [*before, *self._asked(one, taken)]

    def _asked(self, one: Performance, taken: Taken) -> list[str]:
        return [key for key in QUESTIONS if self._says(one, taken, key)]

    def _says(self, one: Performance, taken: Taken, words: str) -> bool:
        language = taken.turn.language or one.script.language
        return self.wording.says(taken.words, taken.filled(words), language)

    def _turn(self, one: Performance, taken: Taken) -> Iterator[str]:
        expect = taken.turn.expect
        if taken.turn.citizen and not taken.heard and not expect.silent:
            yield "nothing was answered"
        if expect.silent and taken.heard:
            yield f"nothing was to be answered, but: {taken.words}"
        many = any(act.times > 1 for act in taken.turn.citizen)
        if len(taken.heard) > (MOST_A_MINUTE * taken.minutes if many else MOST_AT_ONCE):
            yield f"{len(taken.heard)} messages after one turn"
        if found := UNFILLED.search(taken.words):
            yield f"a blank was left: {found[0]}"
        if found := SLIP.search(taken.words):
            yield f"a slip of marks: {found[0]}"
        yield from self._expected(one, taken, expect)

    def _expected(self, one: Performance, taken: Taken, expect: Expect) -> Iterator[str]:
        for words in expect.says:
            if not self._says(one, taken, words):
                yield f"{words} was to be said, but: {taken.words}"
        if expect.any and not any(self._says(one, taken, words) for words in expect.any):
            yield f"one of {', '.join(expect.any)} was to be said, but: {taken.words}"
        for words in expect.never:
            if self._says(one, taken, words):
                yield f"{words} was not to be said: {taken.words}"
        if expect.choices is not None:
            offered = len(taken.heard[-1].choices) if taken.heard else 0
            if offered != expect.choices:
                yield f"{offered} answers were offered, not {expect.choices}: {taken.words}"

    def _once(self, one: Performance) -> Iterator[str]:
        """No notice twice, no question about what was said, none twice before a report."""
        notices = [taken.turn.who for taken in one.taken if self._noticed(one, taken)]
        if len(notices) != len(set(notices)):
            yield "the privacy notice was shown twice"
        told: set[Slot | None] = set()
        asked: list[str] = []
        reports = 0
        for place, taken in enumerate(one.taken, 1):
            if taken.turn.who != "citizen":
                continue
            if taken.reports > reports:  # from here on it is about another matter
                told, asked, reports = set(), [], taken.reports
                continue
            told |= set(taken.turn.tells)
            now = self._still_asked(one, taken, asked)
            new = now[len(asked) :]
            yield from (
                f"turn {place}: {k}, though it was said" for k in new if QUESTIONS[k] in told
            )
            yield from (f"turn {place}: {k} for a second time" for k in new if k in asked)
            asked = now

    def _noticed(self, one: Performance, taken: Taken) -> bool:
        languages: tuple[Language, ...] = ("zh", "en")
        return any(self.wording.says(taken.words, "privacy_notice", each) for each in languages)

    def _questions(self, one: Performance) -> Iterator[str]:
        asked, expected = self.questions(one), one.script.questions
        if expected is not None and asked != expected:
            yield f"{asked} questions before the first report, not {expected}"
        if asked > MOST_QUESTIONS:
            yield f"{asked} questions before the first report"

    def _ending(self, player: Player, ending: Ending) -> Iterator[str]:
        if ending.talked is not None and player.talked != ending.talked:
            yield f"{player.talked} messages were mere talk, not {ending.talked}"
        if ending.reports is None:
            return
        if len(player.reports) != len(ending.reports):
            shown = "; ".join(f"[{each.category}] {each.words}" for each in player.reports)
            yield f"{len(player.reports)} reports, not {len(ending.reports)}: {shown}"
            return
        for place, (found, wanted) in enumerate(
            zip(player.reports, ending.reports, strict=True), 1
        ):
            yield from (f"report {place}: {each}" for each in self._filed(found, wanted))

    def _filed(self, found: FiledReport, wanted: Filed) -> Iterator[str]:
        for name in ("kind", "urgency", "place", "status"):
            if getattr(wanted, name) not in getattr(found, name):
                yield f"{name} is “{getattr(found, name)}”, not {getattr(wanted, name)}"
        category = self.city.taxonomy.categories.get(found.category)
        called = f"{found.category} {category.name}" if category else found.category
        if wanted.category not in called:
            yield f"category is “{called}”, not {wanted.category}"
        yield from (f"lacks “{w}”: {found.words}" for w in wanted.says if w not in found.words)
        yield from (f"holds “{w}”: {found.words}" for w in wanted.lacks if w in found.words)
        if wanted.pictures is not None and found.files != wanted.pictures:
            yield f"{found.files} files, not {wanted.pictures}"
        if wanted.alarm is not None and found.alarm != wanted.alarm:
            yield f"alarm is {found.alarm}"


def _said(taken: Taken) -> str:
    turn = taken.turn
    if turn.wait is not None:
        return f"after {turn.wait}"
    if turn.staff is not None:
        return f"staff {turn.staff.says}"
    return " / ".join(act.words or next(act.named) for act in turn.citizen)
