"""What goes out to Aliyun: the signature, the template, the words that fit, and its answers."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from channels.base import Refused, TryAgain
from channels.sms.acs3 import Action, Key, Moment, canonical_query, signed
from channels.sms.aliyun import Aliyun, AliyunSettings
from channels.sms.wording import parts, shortened, without_links
from tests.channels.specimens.sms import ACCEPTED, PHONE, SECRET, SETTINGS

WORDS = "您好，编号 SF 123 456 7890 的事有结果了。"


@dataclass
class Cloud:
    """Checks a request as the provider's "V3版本请求体&签名机制" says, and answers as told."""

    secret: str = SECRET
    status: int = 200
    answer: object = field(default_factory=lambda: dict(ACCEPTED))
    asked: list[dict[str, str]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)  # queries as they came
    nonces: set[str] = field(default_factory=set)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/", self.take)
        return app

    async def take(self, request: web.Request) -> web.Response:
        wrong = self.wrong_with(request)
        if wrong:
            return web.json_response({"Code": wrong, "Message": "…"}, status=400)
        self.raw.append(request.rel_url.raw_query_string)
        self.asked.append(dict(parse_qsl(request.rel_url.raw_query_string)))
        if isinstance(self.answer, bytes):
            return web.Response(body=self.answer, status=self.status, content_type="text/html")
        return web.json_response(self.answer, status=self.status)

    def wrong_with(self, request: web.Request) -> str:
        at = datetime.strptime(request.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%S%z")
        if abs(datetime.now(UTC) - at) > timedelta(minutes=15):
            return "InvalidTimeStamp.Expired"
        if request.headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(request.headers["x-acs-signature-nonce"])
        return "" if self.is_signed(request) else "SignatureDoesNotMatch"

    def is_signed(self, request: web.Request) -> bool:
        claim = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=(.+),SignedHeaders=(.+),Signature=([0-9a-f]{64})",
            request.headers["Authorization"],
        )
        assert claim
        pairs = sorted(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='')}" for name, value in pairs
        )
        lines = "".join(f"{name}:{request.headers[name].strip()}\n" for name in claim[2].split(";"))
        empty = hashlib.sha256(b"").hexdigest()
        whole = f"POST\n/\n{query}\n{lines}\n{claim[2]}\n{empty}"
        text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(whole.encode()).hexdigest()}"
        expected = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return claim[3] == expected and request.headers["x-acs-action"] == "SendSms"


@dataclass
class Line:
    cloud: Cloud
    aliyun: Aliyun


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    cloud = Cloud()
    async with TestServer(cloud.app()) as server, ClientSession() as http:
        url = str(server.make_url("")).rstrip("/")
        yield Line(cloud, Aliyun(settings(api=url), http))


def settings(**other: object) -> AliyunSettings:
    base: Any = SETTINGS["aliyun"]
    return AliyunSettings.model_validate({**base, "api": "https://sms.example", **other})


def test_signs_as_the_published_example_is_signed() -> None:
    parameters = {
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        "RegionId": "cn-shanghai",
    }
    moment = Moment(
        datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), "3156853299f313e23d1673dc12e1703d"
    )

    call = signed(
        "https://ecs.cn-shanghai.aliyuncs.com",
        Action("RunInstances", "2014-05-26"),
        parameters,
        Key("YourAccessKeyId", "YourAccessKeySecret"),
        moment,
    )

    assert call.headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


async def test_a_message_arrives_signed_with_words_in_the_one_variable(line: Line) -> None:
    await line.aliyun.send("+86 139-0000-0000", WORDS)

    assert line.cloud.asked == [
        {
            "PhoneNumbers": PHONE,
            "SignName": "示范市12345",
            "TemplateCode": "SMS_100000001",
            "TemplateParam": json.dumps({"words": WORDS}, ensure_ascii=False),
        }
    ]


@pytest.mark.parametrize("words", ["一+一=二 & 100%？", "~*'()!/,;:@$ \n", "🙂𠮷", 'a"b\\c'])
async def test_no_character_breaks_the_signature(line: Line, words: str) -> None:
    await line.aliyun.send(PHONE, f"〔{words}〕好")

    assert len(line.cloud.asked) == 1


async def test_what_goes_out_is_to_the_letter_what_was_signed(line: Line) -> None:
    await line.aliyun.send(PHONE, "一,二:三/四?五@六")

    assert line.cloud.raw[0] == canonical_query(line.cloud.asked[0])


async def test_no_request_is_like_another(line: Line) -> None:
    await line.aliyun.send(PHONE, WORDS)
    await line.aliyun.send(PHONE, WORDS)

    assert len(line.cloud.nonces) == 2


async def test_leaves_out_a_link_and_what_a_variable_may_not_hold(line: Line) -> None:
    await line.aliyun.send(PHONE, "「路灯不亮」有结果了。查进度：https://12345.example/r/SF1/abc")

    said = json.loads(line.cloud.asked[0]["TemplateParam"])["words"]
    assert said == "“路灯不亮”有结果了。"


async def test_shortens_to_what_the_variable_was_approved_for(line: Line) -> None:
    await line.aliyun.send(PHONE, "长" * 200)

    said = json.loads(line.cloud.asked[0]["TemplateParam"])["words"]
    assert said == "长" * 59 + "…"


async def test_counts_the_parts_with_signature_and_template(line: Line) -> None:
    around = len("【示范市12345】") + len("回复本短信可补充情况。")

    assert await line.aliyun.send(PHONE, "长" * (70 - around)) == 1
    assert await line.aliyun.send(PHONE, "长" * (71 - around)) == 2


@pytest.mark.parametrize("phone", ["0971-8230000", "110", "+1 202 555 0100", "", "23900000000"])
async def test_refuses_what_is_no_mobile_number_without_asking(line: Line, phone: str) -> None:
    with pytest.raises(Refused):
        await line.aliyun.send(phone, WORDS)

    assert not line.cloud.asked


async def test_refuses_when_nothing_is_left_to_say(line: Line) -> None:
    with pytest.raises(Refused):
        await line.aliyun.send(PHONE, "https://12345.example/r/SF1/abc")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", TryAgain),
        ("isv.DAY_LIMIT_CONTROL", TryAgain),
        ("isv.AMOUNT_NOT_ENOUGH", TryAgain),
        ("isp.SYSTEM_ERROR", TryAgain),
        ("Throttling.User", TryAgain),
        ("isv.MOBILE_NUMBER_ILLEGAL", Refused),
        ("isv.BLACK_KEY_CONTROL_LIMIT", Refused),
        ("isv.SMS_CONTENT_ILLEGAL", Refused),
        ("isv.SMS_TEMPLATE_ILLEGAL", Refused),
        ("isv.A_CODE_OF_TOMORROW", Refused),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
async def test_tells_by_its_code_whether_to_try_again(
    line: Line, code: str, status: int, error: type[Exception]
) -> None:
    line.cloud.answer, line.cloud.status = {"Code": code, "Message": "…"}, status

    with pytest.raises(error, match=re.escape(code)):
        await line.aliyun.send(PHONE, WORDS)


async def test_a_wrong_key_may_be_put_right(line: Line) -> None:
    line.cloud.secret = "another secret"

    with pytest.raises(TryAgain, match="SignatureDoesNotMatch"):
        await line.aliyun.send(PHONE, WORDS)


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize(
    "page", [b"<html>13900000000</html>", b"[]", b'{"Code": {"a": 1}}', b"", b"[" * 60_000]
)
async def test_a_page_from_in_between_is_tried_again_and_never_quoted(
    line: Line, status: int, page: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    line.cloud.answer, line.cloud.status = page, status

    with pytest.raises(TryAgain) as told:
        await line.aliyun.send(PHONE, WORDS)

    ours = [each.getMessage() for each in caplog.records if each.name != "aiohttp.access"]
    said = " ".join((str(told.value), *ours))
    assert not [secret for secret in (PHONE, "7890", SECRET) if secret in said]


async def test_a_far_side_that_is_down_is_tried_again(line: Line) -> None:
    gone = Aliyun(settings(api="http://127.0.0.1:9"), line.aliyun.http)

    with pytest.raises(TryAgain) as told:
        await gone.send(PHONE, WORDS)

    assert PHONE not in str(told.value)


@pytest.mark.parametrize("wording", ["没有变量", "${a}和${b}", "长" * 499 + "${words}"])
def test_refuses_a_template_without_exactly_one_variable(wording: str) -> None:
    with pytest.raises(ValidationError):
        settings(wording=wording)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("已交给城管办理。查进度：https://a.example/r/1", "已交给城管办理。"),
        ("Now with the unit. Progress: http://a.example/r/1", "Now with the unit."),
        ("有结果了… https://a.example/r/1", "有结果了…"),
        ("没有链接", "没有链接"),
    ],
)
def test_takes_a_link_out_with_what_leads_up_to_it(words: str, left: str) -> None:
    assert without_links(words) == left


def test_counts_parts_as_they_are_billed() -> None:
    assert [parts("字" * n) for n in (0, 70, 71, 134, 135, 160)] == [1, 1, 2, 2, 3, 3]


@given(st.text(max_size=200), st.integers(20, 100), st.text(max_size=18))
def test_what_stands_below_shortened_words_is_whole(words: str, longest: int, below: str) -> None:
    short = shortened(words, longest, below)

    assert len(short) <= longest
    assert short.endswith(below)


@given(st.text(max_size=200), st.integers(2, 100))
def test_shortened_words_fit_and_say_that_they_were_longer(words: str, longest: int) -> None:
    short = shortened(words, longest)

    assert len(short) <= longest
    assert short == words or short.endswith("…")
