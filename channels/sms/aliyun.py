"""Aliyun's short message service: templates out, pushes in.

Sources: "SendSms" (help.aliyun.com/document_detail/55284.html), "SmsUp" (…/101847.htm), "SmsReport"
(…/zh/sms/developer-reference/smsreport-2), "API错误码" (…/document_detail/101346.html),
"通知短信模板规范" (…/document_detail/463270.htm).
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from channels.base import Refused, TryAgain
from channels.calling import Answer, answered, judge
from channels.http import BROKEN_JSON, Rejected, json_of
from channels.moments import moment
from channels.sms.acs3 import Action, Key, Moment, signed
from channels.sms.phones import MOBILE, mainland
from channels.sms.provider import Delivery, Incoming
from channels.sms.wording import parts, shortened, without_links

ZONE = ZoneInfo("Asia/Shanghai")  # the times of a push name no zone
SEND = Action("SendSms", "2017-05-25")
LARGEST_ANSWER = 64 * 1024  # bytes
PATIENCE = 10.0  # seconds

VARIABLE = re.compile(r"\$\{([A-Za-z]\w{0,24})\}")

# the rate for one phone, the day's limit, the balance, our key and our clock: all of these change
PASSING = frozenset(
    {
        "isp.SYSTEM_ERROR",
        "isp.GATEWAY_ERROR",
        "isv.BUSINESS_LIMIT_CONTROL",
        "isv.DAY_LIMIT_CONTROL",
        "isv.MONTH_LIMIT_CONTROL",
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.OUT_OF_SERVICE",
        "isp.RAM_PERMISSION_DENY",
        "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive",
        "InvalidTimeStamp.Expired",
        "SignatureDoesNotMatch",
        "SignatureNonceUsed",
        "InternalError",
        "ServiceUnavailable",
    }
)
# brackets and quotes that a template's variable may not hold
_FORBIDDEN = str.maketrans("【】「」『』〖〗〔〕", "()“”“”()()")
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


class AliyunSettings(BaseModel):
    """`wording` is the approved template with its one variable, such as `12345热线：${words}`.

    `longest` is how many characters that variable was approved for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(min_length=1)
    secret: SecretStr = Field(min_length=1)
    sign: str = Field(min_length=2, max_length=20)
    template: str = Field(pattern=r"^SMS_\d+$")
    wording: str = Field(max_length=500)
    longest: int = Field(default=35, ge=10, le=480)
    api: str = Field(default="https://dysmsapi.aliyuncs.com", pattern=r"^https?://[^\s/]+$")

    @field_validator("wording")
    @classmethod
    def _one_variable(cls, value: str) -> str:
        if len(VARIABLE.findall(value)) != 1:
            raise ValueError("the wording has exactly one variable, such as ${words}")
        return value


@dataclass(frozen=True, slots=True)
class Aliyun:
    settings: AliyunSettings
    http: ClientSession

    @property
    def thanks(self) -> Mapping[str, object]:
        return {"code": 0, "msg": "OK"}

    async def send(self, phone: str, words: str, below: str = "") -> int:
        number = mainland(phone)
        if not MOBILE.fullmatch(number):
            raise Refused("this is no mobile number of the mainland")
        settings = self.settings
        # a link in a variable is refused (isv.PARAM_NOT_SUPPORT_URL): it belongs in the template
        bare = without_links(words).translate(_FORBIDDEN)
        said = shortened(bare, settings.longest, below.translate(_FORBIDDEN))
        if not said:
            raise Refused("nothing is left to say in a text message")
        variable = VARIABLE.findall(settings.wording)[0]
        parameters = {
            "PhoneNumbers": number,
            "SignName": settings.sign,
            "TemplateCode": settings.template,
            "TemplateParam": json.dumps({variable: said}, ensure_ascii=False),
        }
        key = Key(settings.key, settings.secret.get_secret_value())
        now = Moment(datetime.now(UTC), secrets.token_hex(16))
        call = signed(settings.api, SEND, parameters, key, now)
        _judged(await answered(self.http, call, LARGEST_ANSWER, PATIENCE))
        return parts(f"【{settings.sign}】" + VARIABLE.sub(lambda _: said, settings.wording))

    def pushed(self, content: bytes) -> Sequence[bytes]:
        found = json_of(content, halves=True)  # one bad message is not the others' fault
        if not isinstance(found, list):
            raise Rejected(400, BROKEN_JSON)
        return [
            json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass") for one in found
        ]

    def incoming(self, one: bytes) -> Incoming:
        found = _object(one)
        phone, text, sent = (
            _text(found, "phone_number"),
            _text(found, "content"),
            found["send_time"],
        )
        number = found.get("sequence_id") or _hash(phone, str(found.get("dest_code")), sent, text)
        return Incoming(str(number), mainland(phone), text, moment(sent, ZONE))

    def delivery(self, one: bytes) -> Delivery:
        found = _object(one)
        reached = found["success"] is True
        code = str(found.get("err_code") or "")
        known = code if _CODE.fullmatch(code) else ""
        return Delivery(_text(found, "biz_id"), reached, known, int(found.get("sms_size") or 1))


def _judged(answer: Answer) -> None:
    """Raises TryAgain, Refused. A refusal may come with any status; its code says which."""
    code = _code(answer)
    if code == "OK":
        return
    if code in PASSING or code.startswith("Throttling"):
        raise TryAgain(f"Aliyun: {code}")
    if code:
        raise Refused(f"Aliyun: {code}")
    judge(answer.status)
    raise TryAgain("Aliyun: unreadable answer")  # a proxy's page, for one


def _code(answer: Answer) -> str:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return ""
    code = found.get("Code") if isinstance(found, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _object(one: bytes) -> dict[str, Any]:
    found = json_of(one)
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing")
    return value


def _hash(*parts_: str) -> str:
    return hashlib.sha256("\0".join(parts_).encode("utf-8", "surrogatepass")).hexdigest()
