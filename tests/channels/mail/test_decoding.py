"""Text out of bytes: labels that lie, words cut in two, names in every spelling."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail.charsets import header_text, text_of
from channels.mail.mime import Unreadable, parameters, take_apart
from tests.channels.mail.reading import letter, mail, read
from tests.channels.specimens.mail import GENUINE
from tests.proportion import grows_evenly, seconds

SAID = "朱镕基堃，𠮷祥里"


def word(content: bytes, label: str) -> str:
    return f"=?{label}?B?{base64.b64encode(content).decode()}?="


@pytest.mark.parametrize(
    "label", ["gb2312", "GBK", "gb18030", "x-gbk", "chinese", "cp936", "ansi936"]
)
def test_reads_every_label_of_the_family_as_the_largest(label: str) -> None:
    assert text_of(SAID.encode("gb18030"), label) == SAID


@pytest.mark.parametrize("label", ["", "x-unknown", "us-ascii", "iso-8859-1", "utf-8", "rot13"])
def test_guesses_when_the_label_says_nothing_or_lies(label: str) -> None:
    assert text_of("垃圾未清运".encode("gb2312"), label) == "垃圾未清运"
    assert text_of("垃圾未清运".encode(), label) == "垃圾未清运"


def test_still_reads_western_and_traditional_mail() -> None:
    assert text_of(b"Caf\xe9 r\xe9sum\xe9", "iso-8859-1") == "Café résumé"
    assert text_of("路燈不亮".encode("big5"), "big5") == "路燈不亮"
    assert text_of("路灯".encode("hz"), "hz-gb-2312") == "路灯"


def test_joins_words_that_cut_a_character_in_two() -> None:
    content = "关于停水的投诉".encode("gb2312")

    assert header_text(
        f"{word(content[:3], 'gb2312')}\r\n {word(content[3:], 'gb2312')}".encode()
    ) == ("关于停水的投诉")
    assert header_text(b"=?utf-8?Q?=E8=B7=AF_=E7=81=AF?= ok") == "路 灯 ok"


@pytest.mark.parametrize(
    "written",
    [
        b"attachment; filename*=UTF-8''%E8%B7%AF%E9%9D%A2.jpg",
        b"attachment; filename*0*=gb2312''%C2%B7; filename*1*=%C3%E6.jpg",
        'attachment; filename="路面.jpg"'.encode(),
        'attachment; filename="路面.jpg"'.encode("gbk"),
        b'attachment;\r\n filename="' + word("路面.jpg".encode("gbk"), "gb18030").encode() + b'"',
        "attachment; filename=路面.jpg".encode("gbk"),
    ],
)
def test_reads_a_files_name_however_it_is_written(written: bytes) -> None:
    assert parameters(written)["filename"] == "路面.jpg"


def test_takes_the_senders_address_and_not_one_in_his_name() -> None:
    lying = mail(f"From: {word(b'mayor@city.example', 'utf-8')} <ma@mail.example>")
    quoted = mail('From: "x <mayor@city.example>" <ma@mail.example>')

    assert letter(lying).sender == "ma@mail.example"
    assert letter(quoted).sender == "ma@mail.example"


def test_goes_by_its_arrival_when_the_senders_clock_is_off() -> None:
    message = read(mail("Date: Sat, 7 Mar 2026 20:31:07 +0800"))
    dated = read(mail())

    assert message.sent_at.isoformat() == "2026-03-05T12:40:00+00:00"
    assert "日期不可信" in message.remarks[0].zh
    assert dated.sent_at.isoformat() == "2026-03-05T20:31:07+08:00"
    assert not dated.remarks


@given(st.binary(max_size=600))
def test_any_bytes_give_a_mail_or_one_clear_error(content: bytes) -> None:
    with suppress(Unreadable):
        assert read(content).external_id


@given(st.data())
def test_any_damage_to_a_mail_gives_a_mail_or_one_clear_error(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GENUINE)))
    damaged = (
        GENUINE[:at]
        + data.draw(st.binary(max_size=40))
        + GENUINE[at + data.draw(st.integers(0, 300)) :]
    )
    try:
        message = read(damaged)
    except Unreadable:
        return

    assert "\0" not in message.text


HOSTILE = {  # how a header begins, what comes again and again, up to so many bytes
    "recipients": (b"To: ", b"a1@b.example,\r\n ", 170_000),
    "semicolons": (b"Content-Type: multipart/mixed", b";", 500_000),
    "half words": (b"Subject: ", b"=?", 600_000),
    "words": (b"Subject: ", b"=?a?b?", 600_000),
    "folded": (b"Subject: a", b"\r\n ", 600_000),
    "one line": (b"", b"a", 900_000),
    "references": (b"References: ", b"<a@b> ", 600_000),
    "sender": (b'From: "', b"\\", 300_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_header_takes_no_more_time_than_it_is_long(name: str) -> None:
    lead, piece, length = HOSTILE[name]
    rest = b"\r\nFrom: a@b.example\r\n\r\n" + "停水".encode()

    assert grows_evenly(lambda many: read(lead + many + rest), piece, length)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<a href='x'>y</a>" * 20_000,
        b"<table><tr><td>" * 30_000,
        b"<blockquote type=cite>" * 15_000,
        b"&" * 500_000,
    ],
    ids=["nested", "links", "tables", "quotes", "entities"],
)
def test_hostile_html_takes_little_more_time_than_a_flat_one(body: bytes) -> None:
    flat = b"<p type=cite>a</p>" * 18_000
    small, large = (mail("Content-Type: text/html", body=each) for each in (flat, body))
    read(small)

    assert seconds(read, large) < 12 * seconds(read, small)  # the worst takes three times as long


def test_refuses_what_is_too_deep_or_has_too_many_parts() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(99)
    )
    many = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 1000

    for whole in (deep, many):
        with pytest.raises(Unreadable) as raised:
            take_apart(whole)
        assert raised.value.problem.code == "too-deep"
