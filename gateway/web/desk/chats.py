"""The conversations: who waits for a person, who has one, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy import Connection

from channels.base import Window
from gateway.conversation.talk import State, Talk
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.people import User
from gateway.stages.attending import NoSuchTalk, longest
from gateway.store import chats, tickets
from gateway.store.transcripts import Transcript, transcript
from gateway.tickets import Ticket
from gateway.web.desk.chats_lines import entries, mark
from gateway.web.desk.forms import Problem
from gateway.web.desk.frame import Frame
from gateway.web.remaining import span

Words = tuple[str, str]  # Chinese, English

MOST, ALL = 100, 2000  # messages and lines shown at first, and with "all"
TALK = "/chats/{talk:[0-9a-z]{32}}"
STATES: dict[State, Words] = {
    State.OPEN: ("没有进行中的事", "Nothing going on"),
    State.ASKING: ("系统正在问", "Being asked"),
    State.CALLING: ("等候人工", "Waiting"),
    State.STAFFED: ("人工接待", "With a person"),
}
OUTCOMES: dict[str, Words] = {
    "kept": ("正在处理", "being read"),
    "opened": ("已登记", "filed"),
    "attached": ("并入", "added to"),
    "drafted": ("草稿，还没有登记", "draft, not filed yet"),
    "talked": ("对话，不需登记", "talk, nothing to file"),
    "divided": ("分成几件登记", "filed as several reports"),
    "waiting": ("等待发送", "waiting to be sent"),
    "told": ("已送达", "delivered"),
    "page": ("市民查询页上可见", "on the citizen's page"),
    "failed": ("没有送到", "could not be delivered"),
}
# sentences of the city that a person may want to say as well
PHRASES = ("ask_what", "ask_where", "ask_when", "phone_invited", "thanks")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the page answers a deed that was not done, and what was typed."""

    status: int = 200
    words: str = field(default="", repr=False)
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ChatsPage:
    database: Database
    frame: Frame
    doors: Doors
    keeper: Doorkeeper

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.get("/chats", self.list), web.get(TALK, self.show))

    @property
    def counting(self) -> Middleware:
        """Notes for every page's menu how many citizens wait for a person."""

        @web.middleware
        async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
            if any(door.abilities.chats for door in self.doors):
                request["calling"] = await self.database.read(chats.calling)
            return await handler(request)

        return count

    async def list(self, request: web.Request) -> web.StreamResponse:
        listed, alarms = await self.database.read(_listed, request["user"])
        part = request.headers.get("X-Part") == "live"
        return self.frame.render(
            "desk/chats_live.html" if part else "desk/chats.html",
            request,
            listed=listed,
            alarms=alarms,
            states=STATES,
            ago=self._ago,
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self.render(request, Outcome())

    async def render(self, request: web.Request, outcome: Outcome) -> web.StreamResponse:
        """The conversation as it is now, with whatever was typed. Raises HTTPNotFound."""
        talk_id, user = request.match_info["talk"], request["user"]
        most = ALL if request.query.get("all") == "1" else MOST
        try:
            told, alarms = await self.database.read(_told, talk_id, most)
        except NoSuchTalk as error:
            raise web.HTTPNotFound from error
        talk = told.talk
        mine = talk.state is State.STAFFED and talk.staff == user.name
        shown = entries(told, open_=mine)
        part = request.headers.get("X-Part") == "live"
        return self.frame.render(
            "desk/chat_live.html" if part else "desk/chat.html",
            request,
            outcome.status,
            told=told,
            talk=talk,
            entries=shown,
            mark=mark(told, shown),
            after=told.lines[-1].id if told.lines else "",
            mine=mine,
            may_speak=talk.state is State.STAFFED and (mine or user.supervisor),
            hindrance=self._hindrance(told),
            longest=longest(self.doors.named(talk.channel, talk.account)),
            phrases=self._phrases(talk),
            outcome=outcome,
            alarms=alarms,
            states=STATES,
            outcomes=OUTCOMES,
            ago=self._ago,
        )

    def _ago(self, moment: datetime) -> Words:
        zh, en = span(length := self.frame.pages.clock() - moment)
        long = length >= timedelta(minutes=1)
        return (f" {zh}", en) if long else ("不到 1 分钟", "less than a minute")

    def _hindrance(self, told: Transcript) -> Words | None:
        """Why words may not reach the citizen now."""
        talk = told.talk
        door = self.doors.named(talk.channel, talk.account)
        if door is None:
            return "这个渠道已不在设置里，话送不出去。", "This door is gone; nothing can be sent."
        if not self.keeper.is_open(door):
            return (
                "这个渠道已关闭，打开之后才会发出。",
                "This door is shut; it is sent once it opens.",
            )
        window = door.abilities.window
        return _shut(window, told, self.frame.pages.clock()) if window else None

    def _phrases(self, talk: Talk) -> Sequence[str]:
        templates = self.frame.town.city.templates
        return [templates.render(phrase, talk.language) for phrase in PHRASES]


def _shut(window: Window, told: Transcript, now: datetime) -> Words | None:
    """Why the platform may refuse words for now, as far as we can tell."""
    heard_at = told.talk.heard_at
    if now - heard_at > window.lasts:
        zh, en = span(window.lasts)
        return (
            f"这个平台只收市民说话后 {zh}内的回复，现在多半送不到，请改打电话。",
            f"This platform takes replies only within {en} of the citizen's last words; "
            "better call.",
        )
    since = sum(line.at > heard_at and line.state == "told" for line in told.lines)
    if since < window.messages:
        return None
    return (
        f"市民说一次话，这个平台只收 {window.messages} 条回复，已经用完；"
        "请等市民再说话，或改打电话。",
        f"This platform takes {window.messages} replies to each of the citizen's messages, and "
        "they are used up; wait for his next one, or call.",
    )


def _listed(connection: Connection, user: User) -> tuple[chats.Chats, Sequence[Ticket]]:
    """One's own talks come before those of colleagues."""
    found = chats.chats(connection)
    staffed = sorted(found.staffed, key=lambda one: one.talk.staff != user.name)
    return chats.Chats(found.waiting, staffed, found.lately), tickets.unseen_alarms(connection)


def _told(connection: Connection, talk_id: str, most: int) -> tuple[Transcript, Sequence[Ticket]]:
    """Raises NoSuchTalk."""
    told = transcript(connection, talk_id, most)
    if told is None:
        raise NoSuchTalk(talk_id)
    return told, tickets.unseen_alarms(connection)


def marked(connection: Connection, talk_id: str) -> str:
    """What a page of this talk would bear as its mark now; "" for no talk."""
    told = transcript(connection, talk_id, MOST)
    return mark(told, entries(told, open_=False)) if told else ""
