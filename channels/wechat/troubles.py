"""What the platform refused lately and how many calls are left, for the desk."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from channels.base import Gauge, Refused, Shelf, TryAgain
from channels.weixin.calls import Again, Api, Never
from channels.weixin.token import AccessToken

SEND = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"
QUOTA = "/cgi-bin/openapi/quota/get"
EVERY = timedelta(hours=1)  # the quota is asked for
SHOWN = timedelta(days=1)  # a trouble stands at the desk
ZONE = ZoneInfo("Asia/Shanghai")

# codes of "全局返回码", in words for the desk
SAID = {
    -1: ("微信系统繁忙", "WeChat is busy"),
    40001: ("access_token 或 AppSecret 不对", "wrong access token or AppSecret"),
    40003: ("OpenID 不对或未关注", "wrong OpenID, or not following"),
    40007: ("素材已过期或不存在", "the media has expired or is unknown"),
    40013: ("AppID 不对", "wrong AppID"),
    40037: ("模板编号不对", "wrong template id"),
    40125: ("AppSecret 不对", "wrong AppSecret"),
    40164: ("本机 IP 不在白名单", "our IP is not on the whitelist"),
    43004: ("市民未关注", "the citizen does not follow the account"),
    43101: ("市民未订阅或拒收", "the citizen has not subscribed, or refuses"),
    45002: ("内容过长", "too long"),
    45009: ("当天接口次数已用完", "the daily calls are used up"),
    45011: ("每分钟次数超限", "too many calls in a minute"),
    45015: ("超过 48 小时或已取消关注", "outside 48 hours, or no longer following"),
    45047: ("客服消息条数已用完", "too many messages without an answer"),
    47003: ("模板内容不符合要求", "the template's contents do not fit"),
    48001: ("账号没有此接口权限", "the account may not use this interface"),
    50002: ("账号受限", "the account is restricted"),
}

_QUOTAS = {
    SEND: ("客服消息今日剩余", "Customer messages left today"),
    TEMPLATE: ("模板消息今日剩余", "Template messages left today"),
}
_TROUBLES = {
    "errcode": ("微信最近一次拒绝", "What WeChat refused last"),
    "clock": ("时钟与微信相差（秒）", "Our clock and WeChat's differ (seconds)"),
    "template": ("模板消息未送达（最近24小时）", "Template messages not delivered (24 hours)"),
}


@dataclass(frozen=True, slots=True)
class Troubles:
    """Notes kept on the door's shelf, so that every process shows the same."""

    shelf: Shelf
    clock: Callable[[], float] = time.time

    async def note(self, what: str, number: int) -> None:
        """`what`: "errcode", or "clock" (seconds off)."""
        value = json.dumps({"number": number, "at": self.clock()})
        await self.shelf.put(f"trouble:{what}", value, SHOWN)

    async def count(self, what: str) -> None:
        """`what`: "template", a template message that did not reach its citizen."""
        before = await self.shelf.get(f"trouble:{what}")
        await self.note(what, 1 + (json.loads(before)["number"] if before else 0))

    async def note_error(self, error: TryAgain | Refused) -> None:
        if isinstance(error, Again | Never):
            await self.note("errcode", error.errcode)

    async def watch_quota(self, api: Api) -> None:
        """Until cancelled."""
        while True:
            await self.ask_quota(api)
            await asyncio.sleep(EVERY.total_seconds())

    async def ask_quota(self, api: Api) -> None:
        """Once an hour, by one process: what is left today of the calls that matter."""
        if not await self.shelf.swap("quota-asked", None, "yes", EVERY):
            return
        for path in (SEND, TEMPLATE):
            try:
                answer = await api.call(QUOTA, {"cgi_path": path})
            except (TryAgain, Refused) as error:
                await self.note_error(error)
                continue
            quota = answer.get("quota")
            if isinstance(quota, dict) and isinstance(quota.get("remain"), int):
                value = f"{quota['remain']} / {quota.get('daily_limit', '?')}"
                await self.shelf.put(f"quota:{path}", value, EVERY * 3)

    async def gauges(self, token: AccessToken) -> list[Gauge]:
        left = await token.seconds_left()
        minutes = "—" if left is None else str(left // 60)
        found = [Gauge("访问令牌还有效（分钟）", "Access token works for (minutes)", minutes)]
        for path, (zh, en) in _QUOTAS.items():
            if value := await self.shelf.get(f"quota:{path}"):
                found.append(Gauge(zh, en, value))
        for what, (zh, en) in _TROUBLES.items():
            if value := await self.shelf.get(f"trouble:{what}"):
                found.append(Gauge(zh, en, _shown(what, **json.loads(value))))
        return found


def _shown(what: str, number: int, at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC).astimezone(ZONE)
    zh, en = SAID.get(number, ("", "")) if what == "errcode" else ("", "")
    return f"{number} {zh} {en} ({moment:%m-%d %H:%M})".replace("  ", "")
