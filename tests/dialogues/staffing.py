"""A person at the desk who takes a conversation over, talks, and gives it back."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.stages.attending import Attend
from tests.dialogues.script import Staff
from tests.values import a_user

WHO = a_user("xiaoma")


@dataclass(frozen=True, slots=True)
class Colleague:
    attend: Attend
    talk_id: str

    async def act(self, staff: Staff) -> None:
        if staff.takes_over:
            await self.attend.take(self.talk_id, WHO)
        if staff.says:
            await self.attend.say(self.talk_id, staff.says, WHO)
        if staff.gives_back:
            await self.attend.end(self.talk_id, WHO, file=staff.files)
