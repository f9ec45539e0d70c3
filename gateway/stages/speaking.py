"""Puts into words what a citizen is told in his conversation; sends nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import Connection

from channels.message import Language
from gateway.clock import Clock, NewId
from gateway.conversation.talk import Question, Talk
from gateway.numbers import spoken
from gateway.stages.announcing import LINK
from gateway.store import replies
from gateway.store.replies import Line
from gateway.town import Town
from routing_rules.templates import BLANKS

NOTICE = "privacy_notice"
CHOICES: dict[Question, tuple[str, str]] = {
    Question.DIVIDE: ("choice_separate", "choice_together"),
    Question.WITHDRAW: ("choice_yes", "choice_no"),
    Question.HELPED: ("choice_helped", "choice_file"),
}


@dataclass(frozen=True, slots=True)
class Speak:
    """The city's own sentences, in the citizen's language; `by` is who has them said."""

    town: Town
    clock: Clock
    new_id: NewId
    by: str = "machine"

    def because_of(self, user: str) -> Self:
        """What a person's deed has the machine say stands under his name; "" for nobody's."""
        return replace(self, by=f"user:{user}") if user else self

    def say(
        self,
        connection: Connection,
        talk: Talk,
        template: str,
        number: str = "",
        choices: Sequence[str] = (),
        also: Sequence[str] = (),
        **blanks: str,
    ) -> Talk:
        """Notes one reply. `also` are templates without blanks that follow in the same reply.

        The first reply of all carries the privacy notice; gives the talk that knows it was shown.
        """
        told = [self._worded(talk.language, template, number, blanks)]
        told += [self._worded(talk.language, other, "", {}) for other in also]
        shown, notice = self._with_notice(talk)
        now = self.clock()
        line = Line(
            id=self.new_id(),
            talk_id=talk.id,
            at=now,
            by=self.by,
            words="\n\n".join([*told, *notice]),
            next_at=now,
            template=template,
            choices=tuple(self.word(talk.language, choice) for choice in choices),
            number=number,
        )
        replies.add(connection, line)
        return shown

    def word(self, language: Language, template: str) -> str:
        """A template without blanks, such as what stands on a button."""
        return self.town.city.templates.render(template, language)

    def choices(self, language: Language, question: Question) -> tuple[str, ...]:
        """What the two answers of a question are called; none where any words will do."""
        return tuple(self.word(language, choice) for choice in CHOICES.get(question, ()))

    def _worded(
        self, language: Language, template: str, number: str, blanks: dict[str, str]
    ) -> str:
        values = dict(blanks)
        if number:
            known = {"number": spoken(number), "link": LINK[language]}
            values |= {blank: known[blank] for blank in known.keys() & BLANKS[template].all}
        return self.town.city.templates.render(template, language, **values)

    def _with_notice(self, talk: Talk) -> tuple[Talk, list[str]]:
        version = self.town.city.templates.version(NOTICE)
        if talk.notice:  # once; whoever saw an older one is not told again in mid-conversation
            return talk, []
        shown = replace(talk, notice=version, notice_at=self.clock())
        return shown, [self.word(talk.language, NOTICE)]
