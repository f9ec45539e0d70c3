"""The deeds by which what a citizen says becomes a report, or part of one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.conversation.commands import Command
from gateway.conversation.talk import Draft, Question
from gateway.numbers import spoken
from gateway.stages.announcing import opener_of
from gateway.stages.turn import Outcome, Tools, Turn, emptied, ids, says_something, short, summary
from gateway.stages.wholes import phone_in, phone_of
from gateway.store import tickets
from nlp.text import normalise

ASKED_FOR_HELP = 1.0  # how sure a danger is where a citizen says: stop asking, send somebody


@dataclass(frozen=True, slots=True)
class Reporting:
    tools: Tools

    def file(self, connection: Connection, turn: Turn) -> Outcome:
        filed, report, settled = self.tools.filed(connection, turn)
        invited = () if filed.invited or self._reachable(turn) else ("phone_invited",)
        filed = replace(filed, invited=filed.invited or bool(invited))
        told = self.tools.speak.say(
            connection, filed, "filed", report.number, also=invited, summary=summary(turn.all)
        )
        return told, settled

    def file_danger(self, connection: Connection, turn: Turn) -> Outcome:
        """The emergency words go out as a notice, which knows ways besides the chat."""
        if turn.words.recent and turn.words.same_matter and not turn.draft:
            return self._add_danger(connection, turn)
        sure = turn.words.said.urgency.confidence
        filed, report, settled = self.tools.filed(connection, turn, alarm=sure)
        self.tools.announce.danger(connection, opener_of(connection, report), report)
        return filed, settled

    def _add_danger(self, connection: Connection, turn: Turn) -> Outcome:
        report = self.tools.report(connection, turn.about)
        assert report is not None  # nothing removes a report
        warned = self.tools.announce.danger(connection, opener_of(connection, report), report)
        if warned is None:  # he was told before what to do
            return self.add(connection, turn)
        return turn.talk, self.tools.add(connection, turn.said, report)

    def file_hurry(self, connection: Connection, turn: Turn) -> Outcome:
        """No more questions: what is there is filed, and a person is alarmed."""
        if not turn.draft and turn.about:
            return self._hurried(connection, turn)
        filed, report, settled = self.tools.filed(connection, turn, alarm=ASKED_FOR_HELP)
        self.tools.announce.danger(connection, opener_of(connection, report), report)
        return self.tools.speak.say(connection, filed, "filed_hurry", report.number), settled

    def _hurried(self, connection: Connection, turn: Turn) -> Outcome:
        told, settled = self.add(connection, turn)
        report = self.tools.report(connection, turn.about)
        assert report is not None  # nothing removes a report
        self.tools.file.alarm(connection, report, ASKED_FOR_HELP)
        self.tools.announce.danger(connection, opener_of(connection, report), report)
        return told, settled

    def file_beyond(self, connection: Connection, turn: Turn) -> Outcome:
        """Said politely, and filed all the same: that it is not accepted, a person decides."""
        beyond = self.tools.town.city.conversation.beyond(normalise(turn.words.text).text)
        assert beyond is not None  # the turn was sorted by it
        filed, report, settled = self.tools.filed(connection, turn)
        english = filed.language == "en"
        told = self.tools.speak.say(
            connection,
            filed,
            "out_of_remit",
            report.number,
            reason=beyond.reason_en if english else beyond.reason,
            other_way=beyond.other_way_en if english else beyond.other_way,
        )
        return told, settled

    def file_silent(self, connection: Connection, turn: Turn) -> Outcome:
        """He did not answer: whatever says something is filed, the rest was talk."""
        if not says_something(turn.draft) or turn.talk.question is Question.HELPED:
            return emptied(turn.talk), self.tools.file.talked(connection, turn.draft)
        left = turn.talk.draft.asked[-1:]
        filed, report, settled = self.tools.filed(connection, turn)
        filed = replace(filed, left=left[0] if left else None)
        return self.tools.speak.say(connection, filed, "filed_silent", report.number), settled

    def file_each(self, connection: Connection, turn: Turn) -> Outcome:
        matters = turn.words.whole.matters
        filed, settled = self.tools.file.each(connection, turn.draft, matters)
        talked = self.tools.file.talked(connection, turn.said)
        listed = "\n".join(
            f"{place}. {spoken(report.number)} {short(words)}"
            for place, (report, words) in enumerate(filed, 1)
        )
        last = filed[-1][0]
        talk = replace(emptied(turn.talk), report_id=last.id, reported_at=self.tools.clock())
        return self.tools.speak.say(connection, talk, "filed_several", list=listed), [
            *settled,
            *talked,
        ]

    def add(self, connection: Connection, turn: Turn) -> Outcome:
        report = self.tools.report(connection, turn.about)
        if report is None:
            return self.tools.tell("supplement_nothing")(connection, turn)
        if _only_announced(turn):
            told = self.tools.speak.say(connection, turn.talk, "supplement_invited", report.number)
            return told, self.tools.file.talked(connection, turn.said)
        settled = self.tools.add(connection, turn.said, report)
        talk = replace(turn.talk, report_id=report.id, reported_at=self.tools.clock(), left=None)
        corrected = any(one.answers == "where" for one in turn.said)
        template = "corrected" if corrected and turn.talk.left is None else "supplement_added"
        if tickets.get(connection, report.ticket_id).alarm:
            template = "supplement_danger"  # who waits for help must not think that we send it
        return self.tools.speak.say(connection, talk, template, report.number), settled

    def note_phone(self, connection: Connection, turn: Turn) -> Outcome:
        report = self.tools.report(connection, turn.about)
        if turn.draft or report is None:
            talk = turn.talk.with_draft(turn.talk.draft.with_turn(ids(turn.said)))
            settled = self.tools.file.drafted(connection, turn.said)
        else:
            talk, settled = turn.talk, self.tools.add(connection, turn.said, report)
        return self.tools.speak.say(connection, talk, "phone_kept"), settled

    def begin(self, connection: Connection, turn: Turn) -> Outcome:
        """Another matter: what was under way is filed first, as nothing he said gets lost."""
        talk, settled = turn.talk, self.tools.file.drafted(connection, turn.said)
        if says_something(turn.draft):
            without = replace(turn, said=())
            talk, report, filed = self.tools.filed(connection, without)
            talk = self.tools.speak.say(connection, talk, "filed", report.number)
            settled = [*filed, *settled]
        elif turn.draft:
            settled = [*self.tools.file.talked(connection, turn.draft), *settled]
        draft = Draft().with_turn(ids(turn.said)).having_asked(Question.WHAT)
        talk = replace(talk.with_draft(draft), report_id="", reported_at=None, left=None)
        return self.tools.speak.say(connection, talk, "ask_what"), settled

    def _reachable(self, turn: Turn) -> bool:
        """Whether a result reaches him later, so that no phone number is needed."""
        door = self.tools.announce.doors.of(turn.all[0].message)
        if door is None or door.abilities.window is None:
            return True
        told = turn.all
        return bool(phone_of(told)) or any(phone_in(one.message.text) for one in told)


def _only_announced(turn: Turn) -> bool:
    """He said that he has more to say, and no more."""
    command = turn.heard.command if turn.heard else None
    return command is not None and command.command is Command.ADD and not command.rest
