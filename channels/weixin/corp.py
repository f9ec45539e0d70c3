"""What the two doors of a WeCom enterprise share: its credentials, its callbacks, its files."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import ClientSession, web
from pydantic import Field, SecretStr, field_validator

from channels.base import ChannelSettings, Ports, Problem, Refused, TryAgain
from channels.http import MIB, Rejected, body, problem_json
from channels.weixin.calls import Api, asked
from channels.weixin.crypto import AES_KEY, OTHER_RECEIVER, UNSEALED, Seal
from channels.weixin.token import AccessToken, Fetched
from channels.weixin.xml import fields_of

Take = Callable[[web.Request], Awaitable[web.Response]]

LARGEST = 64 * 1024  # bytes of a callback; a text has 2 KB, an event less
LARGEST_FILE = 20 * MIB  # document 90254: more comes in parts only
LONGEST_TEXT = 2048  # bytes of UTF-8 in a text to somebody, documents 90236 and 94677
LONGEST_REPLY = LONGEST_TEXT // 3  # characters: a Chinese one takes three bytes

LAST_SECOND = 4_102_444_800  # of the year 2099

# document 90313, "全局错误码": what passes by itself or once the administrator has seen to it
PASSING = frozenset(
    {
        45009,  # called too often
        45033,  # too many calls at a time
        48002,  # the app may not call this
        60020,  # our address is not among the trusted ones
        95017,  # customer service: calling is switched off
        95018,  # customer service: a person is talking to the citizen now
    }
)


UNKNOWN_KIND = Problem(
    "",
    "unknown-kind",
    "这种消息我们还读不了，请用文字、图片或语音再说一次。",
    "We cannot read this kind of message yet; please use words, pictures or voice.",
)


WELCOME = (
    "这里是 12345 诉求受理。请用一两句话说明什么事、在哪里，可附照片或位置；我们会给您一个编号。\n"
    "This is the 12345 hotline. Say in a sentence or two what is wrong and where; "
    "pictures and positions are welcome. You will get a number."
)


class CorpSettings(ChannelSettings):
    """`token` and `aes_key` as in the console under 接收消息; `api` has no slash at its end."""

    corpid: str = Field(min_length=1)
    secret: SecretStr = Field(min_length=1)
    token: SecretStr = Field(min_length=1, max_length=32)
    aes_key: SecretStr
    api: str = "https://qyapi.weixin.qq.com"

    @field_validator("aes_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(AES_KEY, value.get_secret_value()):
            raise ValueError("EncodingAESKey: 43 个字母或数字 / 43 letters and digits")
        return value


def api_of(settings: CorpSettings, ports: Ports) -> Api:
    """The enterprise's interfaces, with the access token all processes share."""

    async def fetch(_refused: str) -> Fetched:
        return await _new_token(settings, ports.http)

    token = AccessToken(ports.shelf, fetch)
    return Api(ports.http, settings.api, token, PASSING)


async def _new_token(settings: CorpSettings, http: ClientSession) -> Fetched:
    query = {"corpid": settings.corpid, "corpsecret": settings.secret.get_secret_value()}
    url = f"{settings.api}/cgi-bin/gettoken"
    answer = await asked(http, "GET", url, query=query, passing=PASSING)
    try:
        return Fetched(str(answer["access_token"]), int(answer["expires_in"]))
    except (KeyError, TypeError, ValueError):
        raise TryAgain("/cgi-bin/gettoken: no token in the answer") from None


@dataclass(frozen=True, slots=True)
class Callback:
    """The address that the enterprise's console names for pushes: everything there is sealed."""

    seal: Seal

    @classmethod
    def of(cls, settings: CorpSettings) -> Callback:
        return cls(Seal.of(settings.token, settings.aes_key, settings.corpid))

    def routes(self, take: Take) -> Iterable[web.AbstractRouteDef]:
        """`take` answers a push; what it raises as Rejected is said to whoever pushed."""

        async def echo(request: web.Request) -> web.Response:
            return self._echo(request)

        return (web.get("", _or_why_not(echo)), web.post("", _or_why_not(take)))

    def _echo(self, request: web.Request) -> web.Response:
        """The answer to the console's check of the address: what it sealed. Raises Rejected."""
        echo = self.seal.opened(request.query, request.query.get("echostr", ""), time.time())
        return web.Response(body=echo, content_type="text/plain")

    async def opened(self, request: web.Request) -> tuple[bytes, Mapping[str, str]]:
        """What was pushed, as it stands and as fields. Raises Rejected (400, 403, 413, 415)."""
        envelope = fields_of(await body(request, LARGEST))
        encrypted = envelope.get("Encrypt", "")
        if not encrypted:
            raise Rejected(400, UNSEALED)  # nobody may push in the clear
        plain = self.seal.opened(request.query, encrypted, time.time())
        fields = fields_of(plain)
        if fields.get("ToUserName") != self.seal.receiver:
            raise Rejected(403, OTHER_RECEIVER)
        return plain, fields


def _or_why_not(take: Take) -> Take:
    async def taken(request: web.Request) -> web.Response:
        try:
            return await take(request)
        except Rejected as error:
            return problem_json("zh", error.status, error.problems)

    return taken


async def file_of(api: Api, media_id: str) -> bytes:
    """A citizen's picture, voice, video or file, for three days. Raises TryAgain, Refused."""
    found = await api.fetch("/cgi-bin/media/get", media_id=media_id)
    if len(found.content) > LARGEST_FILE:
        raise Refused(f"/cgi-bin/media/get: more than {LARGEST_FILE} bytes")
    return found.content


def moment_of(seconds: object) -> datetime:
    """Unix seconds as a number or in digits. Raises TypeError, ValueError."""
    if not isinstance(seconds, int | str) or not 0 < int(seconds) < LAST_SECOND:
        raise ValueError("no moment")
    return datetime.fromtimestamp(int(seconds), UTC)


def said_back(problems: Iterable[Problem]) -> str:
    """What is wrong with a message, for the citizen who sent it; we do not know his language."""
    return "\n".join(f"{problem.zh} {problem.en}" for problem in problems)
