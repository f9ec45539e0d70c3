"""What the machine's moves do: each deed in one place, whichever state led to it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from channels.message import Language
from gateway.clock import Clock
from gateway.conversation.commands import command_in
from gateway.conversation.heard import Heard, is_abuse, letters
from gateway.conversation.machine import Do
from gateway.conversation.talk import Draft, Question, State, Talk
from gateway.numbers import spoken
from gateway.reports import KeptMessage, Report
from gateway.stages.adding import Add
from gateway.stages.announcing import Announce, opener_of
from gateway.stages.filing import FileDraft
from gateway.stages.progress import blanks_of
from gateway.stages.speaking import CHOICES, Speak
from gateway.stages.wholes import phone_of
from gateway.stages.withdrawing import withdraw
from gateway.store import journal, reports, talks, tickets
from gateway.town import Town
from nlp.text import normalise

# the talk, and the messages that have moved
Outcome = tuple[Talk, Sequence[KeptMessage]]
ASK = {
    Question.WHAT: "ask_what",
    Question.WHERE: "ask_where",
    Question.WHEN: "ask_when",
    Question.DIVIDE: "ask_divide",
    Question.WITHDRAW: "ask_withdraw",
}
SHOWN = 3  # reports in an answer to 查进度
SUMMARY = 30  # characters
LEAST = 4  # letters of a draft that is worth a report, if its citizen falls silent
# no letter or digit that looks like another; a code has a digit, so that no word is one
CODE, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"
_LINK = re.compile(
    r"(?:https?://|www\.)\S*|\b[\w-]+\.(?:com|cn|net|org|top|xyz)\b\S*", re.IGNORECASE
)


class Answer(Protocol):
    """What the knowledge base says to a question, and where it stands."""

    @property
    def answer(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def page(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """What a deed is given: the talk in its next state, what was said now, and the draft so far.

    `heard` is None, and `said` empty, where no citizen spoke: then `user` may have acted, and
    `file` says whether what was said becomes a report.
    """

    talk: Talk
    said: Sequence[KeptMessage]
    draft: Sequence[KeptMessage]
    heard: Heard | None = None
    user: str = ""
    file: bool = False

    @property
    def all(self) -> Sequence[KeptMessage]:
        return [*self.draft, *self.said]

    @property
    def words(self) -> Heard:
        assert self.heard is not None  # only deeds that follow a citizen's turn ask
        return self.heard

    @property
    def about(self) -> str:
        """The report he names, or else the last one talked of."""
        return (self.heard.named or self.heard.recent if self.heard else "") or self.talk.report_id


Deed = Callable[[Connection, Turn], Outcome]


@dataclass(frozen=True, slots=True)
class Deeds:
    """`answer` is the knowledge base; `secret` makes of a code what is kept of it."""

    town: Town
    clock: Clock
    speak: Speak
    file: FileDraft
    add: Add
    announce: Announce
    answer: Callable[[Connection, str, Language], Answer | None]
    secret: Callable[[str], str]

    def of(self, do: Do) -> Deed:
        return self._by_name()[do]

    def _by_name(self) -> Mapping[Do, Deed]:
        return {
            Do.FILE: self._file,
            Do.FILE_DANGER: self._file_danger,
            Do.FILE_HURRY: self._file_hurry,
            Do.FILE_BEYOND: self._file_beyond,
            Do.FILE_SILENT: self._file_silent,
            Do.FILE_EACH: self._file_each,
            Do.ASK: self._ask,
            Do.ADD: self._add,
            Do.NOTE_PHONE: self._note_phone,
            Do.TELL_WRONG_PHONE: self._tell("phone_wrong"),
            Do.TELL_PROGRESS: self._tell_progress,
            Do.TELL_NOT_HIS: self._tell("number_unknown"),
            Do.TELL_NOTHING_TO_WITHDRAW: self._tell("withdraw_nothing"),
            Do.TELL_NOTHING_TO_ADD_TO: self._tell("supplement_nothing"),
            Do.WITHDRAW: self._withdraw,
            Do.KEEP: self._keep,
            Do.ANSWER: self._answer,
            Do.CLOSE_ANSWER: self._close_answer,
            Do.CALL: self._call,
            Do.COLLECT: self._collect,
            Do.GO_BACK: self._go_back,
            Do.DROP: self._drop,
            Do.BEGIN: self._begin,
            Do.GIVE_CODE: self._give_code,
            Do.RESUME: self._resume,
            Do.GREET: self._greet,
            Do.THANK: self._tell("thanks"),
            Do.STAY: self._stay,
            Do.TAKE_PICTURES: self._take_pictures,
            Do.COME_BACK: self._come_back,
            Do.TAKE: self._take,
            Do.END: self._end,
        }

    # the report

    def _file(self, connection: Connection, turn: Turn) -> Outcome:
        filed, report, settled = self._filed(connection, turn)
        invited = () if filed.invited or self._reachable(turn) else ("phone_invited",)
        filed = replace(filed, invited=filed.invited or bool(invited))
        told = self.speak.say(
            connection, filed, "filed", report.number, also=invited, summary=_summary(turn.all)
        )
        return told, settled

    def _file_danger(self, connection: Connection, turn: Turn) -> Outcome:
        """The emergency words go out as a notice, which knows ways besides the chat."""
        if turn.words.recent and turn.words.same_matter and not turn.draft:
            return self._add_danger(connection, turn)
        filed, report, settled = self._filed(connection, turn, alarm=True)
        self.announce.danger(connection, opener_of(connection, report), report)
        return filed, settled

    def _add_danger(self, connection: Connection, turn: Turn) -> Outcome:
        report = self._report(connection, turn.about)
        assert report is not None  # nothing removes a report
        warned = self.announce.danger(connection, opener_of(connection, report), report)
        if warned is None:  # he was told before what to do
            return self._add(connection, turn)
        return turn.talk, self.add(connection, turn.said, report)

    def _file_hurry(self, connection: Connection, turn: Turn) -> Outcome:
        """No more questions: what is there is filed, and a person is alarmed."""
        if not turn.draft and turn.about:
            return self._hurried(connection, turn)
        filed, report, settled = self._filed(connection, turn, alarm=True)
        self.announce.danger(connection, opener_of(connection, report), report)
        return self.speak.say(connection, filed, "filed_hurry", report.number), settled

    def _hurried(self, connection: Connection, turn: Turn) -> Outcome:
        told, settled = self._add(connection, turn)
        report = self._report(connection, turn.about)
        assert report is not None  # nothing removes a report
        self.file.alarm(connection, report)
        self.announce.danger(connection, opener_of(connection, report), report)
        return told, settled

    def _file_beyond(self, connection: Connection, turn: Turn) -> Outcome:
        """Said politely, and filed all the same: that it is not accepted, a person decides."""
        beyond = self.town.city.conversation.beyond(normalise(turn.words.text).text)
        assert beyond is not None  # the turn was sorted by it
        filed, report, settled = self._filed(connection, turn)
        english = filed.language == "en"
        told = self.speak.say(
            connection,
            filed,
            "out_of_remit",
            report.number,
            reason=beyond.reason_en if english else beyond.reason,
            other_way=beyond.other_way_en if english else beyond.other_way,
        )
        return told, settled

    def _file_silent(self, connection: Connection, turn: Turn) -> Outcome:
        """He did not answer: whatever says something is filed, the rest was talk."""
        if not _says_something(turn.draft) or turn.talk.question is Question.HELPED:
            return _emptied(turn.talk), self.file.talked(connection, turn.draft)
        left = turn.talk.draft.asked[-1:]
        filed, report, settled = self._filed(connection, turn)
        filed = replace(filed, left=left[0] if left else None)
        return self.speak.say(connection, filed, "filed_silent", report.number), settled

    def _file_each(self, connection: Connection, turn: Turn) -> Outcome:
        matters = turn.words.whole.matters
        filed, settled = self.file.each(connection, turn.draft, matters)
        talked = self.file.talked(connection, turn.said)
        listed = "\n".join(
            f"{place}. {spoken(report.number)} {_short(words)}"
            for place, (report, words) in enumerate(filed, 1)
        )
        last = filed[-1][0]
        talk = replace(_emptied(turn.talk), report_id=last.id, reported_at=self.clock())
        return self.speak.say(connection, talk, "filed_several", list=listed), [*settled, *talked]

    def _filed(
        self, connection: Connection, turn: Turn, *, alarm: bool = False
    ) -> tuple[Talk, Report, Sequence[KeptMessage]]:
        talk = turn.talk
        report, settled = self.file.one(connection, turn.all, talk.sender, alarm=alarm)
        filed = replace(_emptied(talk), report_id=report.id, reported_at=self.clock(), left=None)
        return filed, report, settled

    def _add(self, connection: Connection, turn: Turn) -> Outcome:
        report = self._report(connection, turn.about)
        if report is None:
            return self._tell("supplement_nothing")(connection, turn)
        settled = self.add(connection, turn.said, report)
        talk = replace(turn.talk, report_id=report.id, reported_at=self.clock(), left=None)
        corrected = any(one.answers == "where" for one in turn.said)
        template = "corrected" if corrected and turn.talk.left is None else "supplement_added"
        return self.speak.say(connection, talk, template, report.number), settled

    def _note_phone(self, connection: Connection, turn: Turn) -> Outcome:
        report = self._report(connection, turn.about)
        if turn.draft or report is None:
            talk = turn.talk.with_draft(turn.talk.draft.with_turn(_ids(turn.said)))
            settled = self.file.drafted(connection, turn.said)
        else:
            talk, settled = turn.talk, self.add(connection, turn.said, report)
        return self.speak.say(connection, talk, "phone_kept"), settled

    # questions

    def _ask(self, connection: Connection, turn: Turn) -> Outcome:
        question = turn.talk.question
        assert question is not None  # a move that asks has one
        if question is Question.WITHDRAW:
            return self._ask_withdraw(connection, turn)
        draft = turn.talk.draft.with_turn(_ids(turn.said)).having_asked(question)
        settled = self.file.drafted(connection, turn.said)
        talk = turn.talk.with_draft(draft)
        return self._asked(connection, talk, turn), settled

    def _take_pictures(self, connection: Connection, turn: Turn) -> Outcome:
        """More of them, while he has not said yet what they show."""
        talk = turn.talk.with_draft(turn.talk.draft.with_turn(_ids(turn.said)))
        told = self.speak.say(connection, talk, "media_kept")
        return told, self.file.drafted(connection, turn.said)

    def _asked(self, connection: Connection, talk: Talk, turn: Turn) -> Talk:
        question = talk.question
        assert question is not None
        template, blanks = ASK[question], {}
        if question is Question.WHAT and turn.heard and turn.heard.any_pictures:
            template = "ask_what_picture"
        if question is Question.DIVIDE:
            blanks["list"] = _listed(turn.words)
        choices = CHOICES.get(question, ())
        return self.speak.say(connection, talk, template, choices=choices, **blanks)

    def _ask_withdraw(self, connection: Connection, turn: Turn) -> Outcome:
        report = self._report(connection, turn.about)
        assert report is not None  # the turn was sorted by it
        talk = replace(turn.talk, subject=report.id)
        told = self.speak.say(
            connection, talk, "ask_withdraw", report.number, choices=CHOICES[Question.WITHDRAW]
        )
        return told, self.file.talked(connection, turn.said)

    def _withdraw(self, connection: Connection, turn: Turn) -> Outcome:
        report = self._report(connection, turn.talk.subject or turn.about)
        assert report is not None
        done = withdraw(connection, report, self.clock())
        template = "withdrawn" if done else "withdraw_passed_on"
        talk = replace(turn.talk, subject="", report_id="" if done else turn.talk.report_id)
        told = self.speak.say(connection, talk, template, report.number)
        return told, self.file.talked(connection, turn.said)

    def _keep(self, connection: Connection, turn: Turn) -> Outcome:
        report = self._report(connection, turn.talk.subject or turn.about)
        assert report is not None
        talk = replace(turn.talk, subject="")
        told = self.speak.say(connection, talk, "withdraw_kept", report.number)
        return told, self.file.talked(connection, turn.said)

    def _go_back(self, connection: Connection, turn: Turn) -> Outcome:
        """The last answer is taken away, and its question asked again; before it, all is open."""
        draft, away = _one_turn_back(turn.talk.draft)
        gone = [one for one in turn.draft if one.id in away]
        settled = self.file.talked(connection, [*gone, *turn.said])
        question = draft.asked[-1] if draft.messages and draft.asked else None
        state = State.ASKING if question else State.OPEN
        talk = turn.talk.with_draft(draft).to(state, self.clock(), question)
        also = (ASK[question],) if question in (Question.WHERE, Question.WHEN) else ()
        return self.speak.say(connection, talk, "back_asked", also=also), settled

    # besides

    def _tell(self, template: str) -> Deed:
        def tell(connection: Connection, turn: Turn) -> Outcome:
            told = self.speak.say(connection, turn.talk, template)
            return told, self.file.talked(connection, turn.said)

        return tell

    def _tell_progress(self, connection: Connection, turn: Turn) -> Outcome:
        talk = turn.talk
        named = self._report(connection, turn.words.named)
        found = [named] if named else self._his(connection, talk)
        for report in found:
            ticket = tickets.get(connection, report.ticket_id)
            blanks = blanks_of(report, ticket, talk.language, self.town.city)
            talk = self.speak.say(connection, talk, "progress_one", report.number, **blanks)
        if not found:
            talk = self.speak.say(connection, talk, "progress_none")
        return talk, self.file.talked(connection, turn.said)

    def _answer(self, connection: Connection, turn: Turn) -> Outcome:
        found = self.answer(connection, turn.words.text, turn.talk.language)
        assert found is not None  # the turn was sorted by it
        draft = turn.talk.draft.with_turn(_ids(turn.said)).having_asked(Question.HELPED)
        settled = self.file.drafted(connection, turn.said)
        told = self.speak.say(
            connection,
            turn.talk.with_draft(draft),
            "answer",
            also=("answer_more",),
            choices=CHOICES[Question.HELPED],
            answer=found.answer,
            source=found.source,
            page=found.page,
        )
        return told, settled

    def _close_answer(self, connection: Connection, turn: Turn) -> Outcome:
        told = self.speak.say(connection, _emptied(turn.talk), "thanks")
        return told, self.file.talked(connection, turn.all)

    def _call(self, connection: Connection, turn: Turn) -> Outcome:
        minutes = str(int(self.town.city.conversation.handover.total_seconds() // 60))
        told = self.speak.say(connection, turn.talk, "person_called", minutes=minutes)
        return told, self.file.talked(connection, turn.said)

    def _collect(self, connection: Connection, turn: Turn) -> Outcome:
        """A person reads it; whether it becomes a report is settled when the talk ends."""
        talk = turn.talk.with_draft(turn.talk.draft.with_turn(_ids(turn.said)))
        return talk, self.file.drafted(connection, turn.said)

    def _drop(self, connection: Connection, turn: Turn) -> Outcome:
        told = self.speak.say(connection, _emptied(turn.talk), "dropped")
        return told, self.file.talked(connection, turn.all)

    def _begin(self, connection: Connection, turn: Turn) -> Outcome:
        """Another matter: what was under way is filed first, as nothing he said gets lost."""
        talk, settled = turn.talk, self.file.drafted(connection, turn.said)
        if _says_something(turn.draft):
            without = replace(turn, said=())
            talk, report, filed = self._filed(connection, without)
            talk = self.speak.say(connection, talk, "filed", report.number)
            settled = [*filed, *settled]
        elif turn.draft:
            settled = [*self.file.talked(connection, turn.draft), *settled]
        draft = Draft().with_turn(_ids(turn.said)).having_asked(Question.WHAT)
        talk = replace(talk.with_draft(draft), report_id="", reported_at=None, left=None)
        return self.speak.say(connection, talk, "ask_what"), settled

    def _greet(self, connection: Connection, turn: Turn) -> Outcome:
        template = "greeting" if turn.talk.state is State.OPEN else "still_here"
        return self._tell(template)(connection, turn)

    def _stay(self, connection: Connection, turn: Turn) -> Outcome:
        """Nothing to go by, though he was asked: calm words, and a person is offered."""
        template = "not_understood" if turn.words.only_abuse else "still_here"
        told = self.speak.say(connection, turn.talk, template, choices=("choice_person",))
        return told, self.file.talked(connection, turn.said)

    # other doors

    def _give_code(self, connection: Connection, turn: Turn) -> Outcome:
        code = "".join(secrets.choice(CODE + DIGITS) for _ in range(7)) + secrets.choice(DIGITS)
        lasts = self.town.city.conversation.resume
        talk = replace(turn.talk, code=self.secret(code), code_until=self.clock() + lasts)
        told = self.speak.say(connection, talk, "resume_code", code=code, days=str(lasts.days))
        return told, self.file.talked(connection, turn.said)

    def _resume(self, connection: Connection, turn: Turn) -> Outcome:
        """Takes over what another talk had under way, and leaves nothing there."""
        settled = self.file.talked(connection, turn.said)
        command = turn.words.command
        code = self.secret(command.rest) if command else ""
        old = talks.of_code(connection, code, self.clock())
        if old is None or old.id == turn.talk.id or old.state is State.STAFFED:
            return self.speak.say(connection, turn.talk, "resume_wrong"), settled
        talk = _taken_over(turn.talk, old, self.clock())
        left = replace(_emptied(old), code="", code_until=None, report_id="", reported_at=None)
        talks.save(connection, left.to(State.OPEN, self.clock()))
        summary = _summary(journal.of_ids(connection, old.draft.messages))
        also = (ASK[talk.question],) if talk.question in _REPEATED else ()
        return self.speak.say(connection, talk, "resumed", also=also, summary=summary), settled

    # people

    def _take(self, connection: Connection, turn: Turn) -> Outcome:
        talk = replace(turn.talk, staff=turn.user)
        return self.speak.because_of(turn.user).say(connection, talk, "person_taken"), ()

    def _come_back(self, connection: Connection, turn: Turn) -> Outcome:
        """Nobody came, or whoever came fell silent: he is told, and what he said is filed."""
        talk, settled = self._end_of_talk(connection, turn)
        return self.speak.say(connection, talk, "person_back"), settled

    def _end(self, connection: Connection, turn: Turn) -> Outcome:
        talk, settled = self._end_of_talk(connection, turn)
        speak = self.speak.because_of(turn.user)
        return speak.say(connection, talk, "person_ended"), settled

    def _end_of_talk(self, connection: Connection, turn: Turn) -> Outcome:
        if not turn.file or not _says_something(turn.draft):
            talk = replace(_emptied(turn.talk), staff="")
            return talk, self.file.talked(connection, turn.draft)
        filed, report, settled = self._filed(connection, turn)
        return self.speak.say(connection, replace(filed, staff=""), "filed", report.number), settled

    def _report(self, connection: Connection, id_: str) -> Report | None:
        return reports.get(connection, id_) if id_ else None

    def _his(self, connection: Connection, talk: Talk) -> Sequence[Report]:
        """His last reports, newest first; by a phone number only where the door proves it."""
        return talks.reports_of(connection, talk, SHOWN)

    def _reachable(self, turn: Turn) -> bool:
        """Whether a result reaches him later, so that no phone number is needed."""
        door = self.announce.doors.of(turn.all[0].message)
        if door is None or door.abilities.window is None:
            return True
        return bool(phone_of(turn.all))


_REPEATED = (Question.WHAT, Question.WHERE, Question.WHEN)


def _ids(kept: Sequence[KeptMessage]) -> tuple[str, ...]:
    return tuple(one.id for one in kept)


def _emptied(talk: Talk) -> Talk:
    return talk.with_draft(Draft())


def _one_turn_back(draft: Draft) -> tuple[Draft, frozenset[str]]:
    """Without its last turn and the question that followed it, and the messages of that turn."""
    last = draft.turns[-1] if draft.turns else 0
    kept = draft.messages[: len(draft.messages) - last]
    back = Draft(kept, draft.turns[:-1], draft.asked[:-1])
    return back, frozenset(draft.messages) - frozenset(kept)


def _taken_over(talk: Talk, old: Talk, now: datetime) -> Talk:
    also = tuple(dict.fromkeys((*talk.also, old.id, *old.also)))
    state = State.ASKING if old.state is State.ASKING else State.OPEN
    taken = replace(
        talk,
        draft=old.draft,
        report_id=old.report_id,
        reported_at=old.reported_at,
        left=old.left,
        also=also,
    )
    question = old.question if state is State.ASKING else None
    return replace(taken.to(state, now, question), subject=old.subject)


def _summary(kept: Sequence[KeptMessage]) -> str:
    return _short(" ".join(one.message.text for one in kept if not one.answers))


def _short(told: str) -> str:
    """One line of it, without links, which are not ours to pass on, and without a last mark."""
    plain = " ".join(_LINK.sub("", told).split()).rstrip("。.！!？?，,；;、 ")
    return plain if len(plain) <= SUMMARY else f"{plain[:SUMMARY]}…"


def _says_something(kept: Sequence[KeptMessage]) -> bool:
    """Whether there is anything in it that staff could act on."""
    told = [one for one in kept if one.answers != "aside" and not command_in(one.message.text)]
    words = "".join(one.message.text for one in told)
    pictures = any(one.message.attachments for one in told)
    return pictures or (letters(words) >= LEAST and not is_abuse(words))


def _listed(heard: Heard) -> str:
    told = heard.whole_text
    return "\n".join(
        f"· {_short(told[matter.start : matter.end])}"  # the answers have the numbers
        for matter in heard.whole.matters
    )
