"""Looks up all that the machine must know of one turn of a citizen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from channels.message import Language, Location
from gateway.clock import Clock
from gateway.conversation.choices import choice_in, consent_in
from gateway.conversation.commands import command_in, meant_in, without_numbers
from gateway.conversation.heard import Heard, Whose, letters
from gateway.conversation.sorting import answers, is_calm, steered
from gateway.conversation.talk import Question, State, Talk
from gateway.numbers import read_number, written_in
from gateway.reports import KeptMessage, Report
from gateway.stages.adding import DONE
from gateway.stages.speaking import CHOICES, Speak
from gateway.stages.wholes import phone_in, whole
from gateway.store import journal, reports, tickets, turns
from gateway.town import Town
from nlp import Suggestion
from nlp.language import language_of
from nlp.text import normalise
from nlp.whereabouts import ends_as_place

SAME_WORDS_WITHIN = timedelta(days=30)  # later, the same words may well be a new event
DIGITS = range(5, 21)  # so many and nothing else were meant for a phone number
A_SENTENCE = 6  # letters a text has at least, to be another matter


@dataclass(frozen=True, slots=True)
class Listen:
    """`understand` is what nlp says of a message, `knows` whether a question has an answer."""

    town: Town
    clock: Clock
    speak: Speak
    understand: Callable[[KeptMessage], Suggestion]
    knows: Callable[[Connection, str, Language], bool]

    def __call__(
        self,
        connection: Connection,
        talk: Talk,
        draft: Sequence[KeptMessage],
        turn: Sequence[KeptMessage],
    ) -> Heard:
        """`draft` and `turn` are oldest first; the turn is not empty."""
        text = "\n".join(dict.fromkeys(one.message.text.strip() for one in turn)).strip()
        language = language_of(
            text, turn[-1].message.language if not talk.version else talk.language
        )
        numbers = self._numbers(turn)
        spoken = without_numbers(text, numbers) if numbers else text
        said = self._read(whole([replace(one, answers="") for one in turn]))
        whose, named = self._whose(connection, talk, turn, numbers)
        recent = self._recent(connection, talk, turn)
        about = self._known_report(connection, named or recent[0])
        alone = len(turn) == 1 and not turn[0].message.attachments and not _located(turn[0])
        chosen = self._chosen(talk, spoken, said, alone=alone)
        found = meant_in(spoken) if chosen is None else command_in(spoken)
        command = steered(talk, said, found, known=about is not None, alone=alone)
        heard = Heard(
            text=spoken,
            language=language,
            said=said,
            whole=said,
            whole_text=spoken,
            command=command,
            chosen=chosen,
            whose=whose,
            named=named,
            pictures=any(one.message.attachments for one in turn),
            phone=_only_phone(spoken),
            wrong_phone=_only_digits(spoken),
            asked_where=talk.state is State.ASKING and talk.question is Question.WHERE,
            recent=recent[0],
            since_recent=recent[1],
            same_matter=recent[2] or self._same_matter(connection, about, said, spoken),
            beyond=self.town.city.conversation.beyond(normalise(spoken).text) is not None,
            known=self._knows(connection, said, spoken, language),
        )
        told = self._answers(turn, answers(talk, heard))
        return self._with_draft(replace(heard, answers=tuple(told)), draft, turn)

    def _answers(self, turn: Sequence[KeptMessage], answered: str) -> Sequence[str]:
        """By message: of several that were said in one turn, those that name the place do."""
        if len(turn) == 1 or answered != "where":
            return [answered] * len(turn)
        naming = [
            bool(self.understand(one).places) or ends_as_place(one.message.text) for one in turn
        ]
        first = [answered, *("" for _ in turn[1:])]
        return [answered if names else "" for names in naming] if any(naming) else first

    def _with_draft(
        self, heard: Heard, draft: Sequence[KeptMessage], turn: Sequence[KeptMessage]
    ) -> Heard:
        """What he chose is no part of the words, and what he was asked for is no matter."""
        answered = zip(turn, heard.answers, strict=True)
        own = [replace(one, answers=each if each == "where" else "") for one, each in answered]
        is_choice = heard.chosen is not None and bool(draft)
        together = whole(draft if is_choice else [*draft, *own])
        seen = self._read(together) if draft else heard.said
        if draft and len(seen.matters) > 1 and all(heard.answers):
            seen = replace(seen, matters=self._read(whole(draft)).matters)
        return replace(
            heard,
            whole=seen,
            whole_text=together.message.text,
            any_pictures=bool(together.message.attachments),
            located=together.message.location != Location(),
            wants_place=self._wants_place(seen),
            wants_time=self._wants_time(seen),
        )

    def _read(self, kept: KeptMessage) -> Suggestion:
        """What nlp sees in it; a category that says nothing of the matter is none."""
        seen = self.understand(kept)
        if self.town.city.conversation.is_vague(_category(seen)):
            return replace(seen, category=None, first_level=None, categories=())
        return seen

    def _knows(
        self, connection: Connection, said: Suggestion, text: str, language: Language
    ) -> bool:
        asks = _kind(said) == "consult" or text.rstrip().endswith(("?", "？"))
        return asks and not said.alarm and self.knows(connection, text, language)

    def _wants_place(self, seen: Suggestion) -> bool:
        return self.town.city.conversation.asks_where(_kind(seen), _category(seen))

    def _wants_time(self, seen: Suggestion) -> bool:
        return self.town.city.conversation.asks_when(_kind(seen), _category(seen))

    def _chosen(self, talk: Talk, text: str, said: Suggestion, *, alone: bool) -> bool | None:
        if talk.question not in CHOICES:
            return None
        labels = self.speak.choices(talk.language, talk.question)
        plain = alone and is_calm(said) and not said.places and not said.times
        return (choice_in if plain else consent_in)(text, talk.question, labels)

    def _numbers(self, turn: Sequence[KeptMessage]) -> tuple[str, ...]:
        prefix = self.town.city.number_prefix
        stated = (read_number(one.message.refers_to, prefix) for one in turn)
        named = (number for one in turn for number in written_in(one.message.text, prefix))
        return tuple(dict.fromkeys(number for number in (*stated, *named) if number))

    def _whose(
        self,
        connection: Connection,
        talk: Talk,
        turn: Sequence[KeptMessage],
        numbers: Sequence[str],
    ) -> tuple[Whose, str]:
        """The report whose number he gave, and whether it is his."""
        for number in numbers:
            report = reports.of_number(connection, number)
            if report is not None and self.is_his(connection, talk, turn[-1], report):
                return "own", report.id
        return ("other", "") if numbers else ("", "")

    def is_his(self, connection: Connection, talk: Talk, kept: KeptMessage, report: Report) -> bool:
        """Reported in this talk, in one he proved to be his, or by the phone he writes from.

        A phone number that somebody merely types proves nothing.
        """
        opener = journal.get(connection, report.message_id)
        if opener is None:
            return False
        if opener.talk in (talk.id, *talk.also):
            return True
        return proven_phone(kept) and kept.person == report.person

    def _recent(
        self, connection: Connection, talk: Talk, turn: Sequence[KeptMessage]
    ) -> tuple[str, timedelta, bool]:
        """The report that more words would belong to, how long ago it was talked of, and

        whether these very words, or this very album, are part of it already.
        """
        opened = turns.opener_of_thread(connection, turn[0])
        if opened:
            return opened, timedelta(0), _is_album(turn)
        for one in turn:
            since = one.kept_at - SAME_WORDS_WITHIN
            same = turns.same_words(connection, one, since) if letters(one.message.text) else None
            report = reports.get(connection, same) if same else None
            if report is not None and report.person == one.person and report.status not in DONE:
                return report.id, timedelta(0), True
        if not talk.report_id or talk.reported_at is None:
            return "", timedelta.max, False
        return talk.report_id, self.clock() - talk.reported_at, False

    def _known_report(self, connection: Connection, id_: str) -> Report | None:
        return reports.get(connection, id_) if id_ else None

    def _same_matter(
        self, connection: Connection, report: Report | None, said: Suggestion, text: str
    ) -> bool:
        """Whether nothing in these words is a matter of its own."""
        if report is None:
            return False
        if said.category is None or letters(text) < A_SENTENCE:
            return said.first_level is None or letters(text) < A_SENTENCE
        ticket = tickets.get(connection, report.ticket_id)
        category = ticket.category or self._about(connection, report)
        wordless = not category and not ticket.title  # pictures: these words tell of them
        return wordless or said.category.code[:2] == category[:2]

    def _about(self, connection: Connection, report: Report) -> str:
        """The category that its words speak of, for a ticket that nobody has read yet."""
        told = journal.of_reports(connection, [report.id])
        return _category(self._read(whole(told))) or ""


def _kind(seen: Suggestion) -> str:
    """Nothing where words leave it open: 路灯不亮你们管过吗 is no question."""
    return seen.kind.code if seen.kind else ""


def proven_phone(kept: KeptMessage) -> bool:
    """Whether he writes from his phone number, and does not merely name one."""
    return kept.person is not None and kept.message.person.phone == kept.message.sender != ""


def _category(seen: Suggestion) -> str | None:
    guess = seen.category or seen.first_level
    return guess.code if guess else None


def _located(kept: KeptMessage) -> bool:
    return kept.message.location != Location()


def _is_album(turn: Sequence[KeptMessage]) -> bool:
    return all(one.message.attachments and not letters(one.message.text) for one in turn)


def _only_phone(text: str) -> str:
    phone = phone_in(text)
    around = letters(text.replace(phone, "")) if phone else 0
    return phone if phone and around <= A_SENTENCE else ""


def _only_digits(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits in DIGITS and not letters(text) and not _only_phone(text)
