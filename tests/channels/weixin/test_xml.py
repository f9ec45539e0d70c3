"""The small payloads of the WeChat platform: read strictly, written so that they stay whole."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.http import Rejected
from channels.weixin.xml import DEEPEST, MOST, fields_of, written

PLACE = """<?xml version="1.0" encoding="GB2312"?>
<xml><ToUserName> <![CDATA[gh_1]]> </ToUserName>
<SendLocationInfo><Label><![CDATA[南小街 3 号]]></Label><More><Deep>x</Deep></More>
</SendLocationInfo><SendPicsInfo><PicList><item>a</item><item>b</item></PicList></SendPicsInfo>
</xml>"""


def test_reads_fields_and_fields_within_fields() -> None:
    fields = fields_of(PLACE.encode())

    assert fields["ToUserName"] == "gh_1"
    assert fields["SendLocationInfo.Label"] == "南小街 3 号"
    assert not [name for name in fields if name.count(".") > 1]


def test_reads_the_same_out_of_json() -> None:
    payload = {
        "MsgId": 6291,
        "Content": " 灯坏了 ",
        "Info": {"Label": "桥"},
        "List": [1],
        "On": True,
    }

    fields = fields_of(json.dumps(payload).encode())

    assert fields["MsgId"] == "6291"
    assert fields["Content"] == "灯坏了"
    assert fields["Info.Label"] == "桥"
    assert (fields["List"], fields["On"]) == ("", "")


def test_a_list_may_repeat_its_element() -> None:
    fields = fields_of(b"<xml><E><List><T>1</T></List><List><T>2</T></List></E></xml>")

    assert fields["E.List"] == ""


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b" ",
        b"<xml><Content>cut in the midd",
        b"<xml></xml><xml></xml>",
        b'<!DOCTYPE xml SYSTEM "http://example.com/x.dtd"><xml><Content>x</Content></xml>',
        b'<!DOCTYPE xml [<!ENTITY a "x">]><xml><Content>&a;</Content></xml>',
        b"<xml><Content>&unknown;</Content></xml>",
        b"<xml><Content>1</Content><Content>2</Content></xml>",
        b"<xml><Content></Content><Content></Content></xml>",
        b"<xml><E><Key>1</Key><Key>2</Key></E></xml>",
        b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1),
        b"<xml>" + b"<a/>" * 0 + b"".join(b"<a%d/>" % n for n in range(MOST)) + b"</xml>",
        "<xml><Content>灯坏了</Content></xml>".encode("gb18030"),
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": ',
    ],
)
def test_anything_else_is_one_kind_of_error(payload: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        fields_of(payload)

    assert caught.value.status == 400


@given(st.text(max_size=200))
def test_no_text_breaks_out_of_a_reply(text: str) -> None:
    reply = ElementTree.fromstring(written({"Content": text, "CreateTime": 7}))

    assert [child.tag for child in reply] == ["Content", "CreateTime"]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=200))
def test_what_is_written_reads_the_same(text: str) -> None:
    assert fields_of(written({"Content": text}).encode())["Content"] == text.strip()


def test_a_text_with_the_end_of_cdata_stays_a_text() -> None:
    assert fields_of(written({"Content": "a]]>b]]]>"}).encode())["Content"] == "a]]>b]]]>"
