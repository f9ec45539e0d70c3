"""Wires the conversation: who hears a citizen, who answers, who sends, who reminds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from channels.message import Language
from gateway.clock import new_id
from gateway.knowing import Found, Knowledge
from gateway.numbers import new_number
from gateway.parts import Parts
from gateway.reports import KeptMessage
from gateway.secrecy import fingerprint
from gateway.stages.adding import Add
from gateway.stages.attending import Attend
from gateway.stages.conversation import Converse
from gateway.stages.deeds import deeds_with
from gateway.stages.filing import FileDraft
from gateway.stages.listening import Listen
from gateway.stages.prompting import Prompt
from gateway.stages.replying import Say
from gateway.stages.speaking import Speak
from gateway.stages.talking import Talking
from gateway.stages.turn import Tools
from gateway.stages.understanding import read_message
from nlp import Suggestion


@dataclass(frozen=True, slots=True)
class Conversation:
    """`converse` settles messages, `attend` is for people and for time, `say` sends."""

    converse: Converse
    attend: Attend
    say: Say
    prompt: Prompt


def make_conversation(p: Parts) -> Conversation:
    knowledge = Knowledge()

    def understand(kept: KeptMessage) -> Suggestion:
        return read_message(p.town.understanding(today()), kept.message)

    def today() -> date:
        return p.town.today(p.clock())

    def answer(connection: Connection, text: str, language: Language) -> Found | None:
        return knowledge.find(connection, text, language, today())

    def knows(connection: Connection, text: str, language: Language) -> bool:
        return answer(connection, text, language) is not None

    def secret(code: str) -> str:
        return fingerprint(p.secrecy.key("talk codes").hex(), code)

    speak = Speak(p.town, p.clock, new_id)
    add = Add(p.clock, p.read, p.announce)
    file = FileDraft(p.clock, new_id, new_number)
    tools = Tools(p.town, p.clock, speak, file, add, p.announce)
    listen = Listen(p.town, p.clock, speak, understand, knows)
    talking = Talking(p.town, p.clock, listen, tools, deeds_with(tools, answer, secret))
    prompt = Prompt(p.database, p.stream, p.town)
    return Conversation(
        Converse(p.town, p.clock, new_id, new_number, add, p.announce, talking),
        Attend(p.database, p.town, p.clock, new_id, p.doors, talking, prompt),
        Say(p.database, p.clock, p.doors, p.keeper, p.full_link),
        prompt,
    )
