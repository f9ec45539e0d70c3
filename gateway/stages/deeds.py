"""Which function does what the machine's moves ask for: one for each deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from channels.message import Language
from gateway.conversation.machine import Do
from gateway.stages.asking import Asking
from gateway.stages.besides import Answer, Besides
from gateway.stages.handing import Handing
from gateway.stages.reporting import Reporting
from gateway.stages.turn import Deed, Tools


def deeds_with(
    tools: Tools,
    find: Callable[[Connection, str, Language], Answer | None],
    secret: Callable[[str], str],
) -> Mapping[Do, Deed]:
    """`find` asks the knowledge base; `secret` makes of a code what is kept of it."""
    reporting, asking, handing = Reporting(tools), Asking(tools), Handing(tools)
    besides = Besides(tools, find, secret)

    return {
        Do.FILE: reporting.file,
        Do.FILE_DANGER: reporting.file_danger,
        Do.FILE_HURRY: reporting.file_hurry,
        Do.FILE_BEYOND: reporting.file_beyond,
        Do.FILE_SILENT: reporting.file_silent,
        Do.FILE_EACH: reporting.file_each,
        Do.ASK: asking.ask,
        Do.ADD: reporting.add,
        Do.NOTE_PHONE: reporting.note_phone,
        Do.TELL_WRONG_PHONE: tools.tell("phone_wrong"),
        Do.TELL_PROGRESS: besides.tell_progress,
        Do.TELL_NOT_HIS: tools.tell("number_unknown"),
        Do.TELL_NOTHING_TO_WITHDRAW: tools.tell("withdraw_nothing"),
        Do.TELL_NOTHING_TO_ADD_TO: tools.tell("supplement_nothing"),
        Do.WITHDRAW: asking.withdraw,
        Do.KEEP: asking.keep,
        Do.ANSWER: besides.answer,
        Do.CLOSE_ANSWER: besides.close_answer,
        Do.CALL: handing.call,
        Do.COLLECT: handing.collect,
        Do.GO_BACK: asking.go_back,
        Do.DROP: asking.drop,
        Do.BEGIN: reporting.begin,
        Do.GIVE_CODE: besides.give_code,
        Do.RESUME: besides.resume,
        Do.SAY_WHO: tools.tell("machine_here"),
        Do.GREET: besides.greet,
        Do.THANK: tools.tell("thanks"),
        Do.STAY: besides.stay,
        Do.TAKE_PICTURES: asking.take_pictures,
        Do.COME_BACK: handing.come_back,
        Do.TAKE: handing.take,
        Do.END: handing.end,
    }
