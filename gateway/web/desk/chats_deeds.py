"""What staff do in a conversation: take it, say something, give it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, StringConstraints

from gateway.people import User
from gateway.stages.attending import Attend, NoSuchTalk
from gateway.stages.confirming import Invalid
from gateway.store.talks import TalkChanged
from gateway.web.desk.chats import TALK, ChatsPage, Outcome
from gateway.web.desk.forms import Problem, Typed, read

Act = Callable[[str, User], Awaitable[None]]

CHANGED = Problem(
    "talk",
    "这段对话刚刚变了，您的操作没有保存。请看最新内容后再操作。",
    "This conversation has just moved on; nothing of yours was saved. Look again first.",
)


class Pressed(BaseModel):
    """A button without anything to fill in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Spoken(Pressed):
    """`after` is the last line that stood on the page."""

    words: Typed = ""
    after: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""


class Ended(Pressed):
    file: bool


@dataclass(frozen=True, slots=True)
class ChatDeeds:
    attend: Attend
    page: ChatsPage

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post(f"{TALK}/take", self.take),
            web.post(f"{TALK}/say", self.say),
            web.post(f"{TALK}/end", self.end),
        )

    async def take(self, request: web.Request) -> web.StreamResponse:
        read(Pressed, await request.post())
        return await self._do(request, self.attend.take)

    async def say(self, request: web.Request) -> web.StreamResponse:
        form = read(Spoken, await request.post())

        async def act(talk_id: str, by: User) -> None:
            await self.attend.say(talk_id, form.words.replace("\r\n", "\n"), by, form.after)

        return await self._do(request, act, form.words)

    async def end(self, request: web.Request) -> web.StreamResponse:
        form = read(Ended, await request.post())

        async def act(talk_id: str, by: User) -> None:
            await self.attend.end(talk_id, by, file=form.file)

        return await self._do(request, act)

    async def _do(self, request: web.Request, act: Act, words: str = "") -> web.StreamResponse:
        """Back to the conversation; a page of it at once for the script, and for what failed."""
        talk_id = request.match_info["talk"]
        try:
            await act(talk_id, request["user"])
        except NoSuchTalk as error:
            raise web.HTTPNotFound from error
        except Invalid as error:
            problem = Problem(error.field, error.zh, error.en)
            return await self.page.render(request, Outcome(422, words, problem))
        except TalkChanged:
            return await self.page.render(request, Outcome(409, words, CHANGED))
        if request.headers.get("X-Part") == "live":
            return await self.page.render(request, Outcome())
        raise web.HTTPSeeOther(f"/desk/chats/{talk_id}#words")
