"""The citizen's own words, apart from quotations, signatures, hidden text and attached files."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from channels.mail.html import html_text
from channels.mail.quoting import own_words
from tests.channels.mail.reading import mail, read
from tests.channels.specimens.mail import PAPER, PHOTO, a_mail, picture, with_files

OWN = "路灯又坏了，请再派人看看。\n第二盏也不亮。"
STYLES = {
    "qq": '------------------ 原始邮件 ------------------\n发件人: "市长信箱"\n您的编号',
    "163": '在 2025-08-12 21:41:06，"市长信箱" <m@c.example> 写道：\n您的编号',
    "163 in English": 'At 2025-08-12 21:41:06, "m" <m@c.example> wrote:\n>您的编号',
    "163 app": "---- 回复的原邮件 ----\n| 发件人 | 市长信箱 |\n您的编号",
    "gmail": "市长信箱 <m@c.example> 于2025年8月12日周二 21:41写道：\n> 您的编号",
    "gmail, wrapped": "市长信箱 <m@c.example>\n于2025年8月12日周二 21:41写道：\n> 您的编号",
    "iphone": "发自我的 iPhone\n\n> 在 2025年8月12日，21:41，市长信箱 <m@c> 写道：\n> \n> 您的编号",
    "outlook": "发件人: 市长信箱\n发送时间: 2025年8月12日 21:41\n收件人: 马兰\n主题: 回执\n\n编号",
    "foxmail": "ma.lan@mail.example\n \n发件人： 市长\n发送时间： 2025\n收件人： 马兰\n主题： 回",
    "english": "On Tue, Aug 12, 2025 at 9:41 PM Mayor <m@c.example> wrote:\n> your number",
    "original message": "-----Original Message-----\nFrom: m\nSent: Tuesday\nTo: ma\n\nyour number",
    "signature": "-- \n马兰\n13900000000",
    "phone": "发自我的华为手机",
}


@pytest.mark.parametrize("style", STYLES)
def test_sets_aside_what_every_mailer_quotes_and_loses_none_of_it(style: str) -> None:
    said = own_words(f"{OWN}\n\n{STYLES[style]}", "马兰", "ma.lan@mail.example")

    assert said.own == OWN
    assert said.aside == STYLES[style]


def test_keeps_answers_that_stand_between_quoted_lines() -> None:
    said = own_words(
        "在 2025年8月12日，市长信箱 <m@c> 写道：\n> 何处？\n\n在解放路口。\n> 何时？\n昨晚。"
    )

    assert said.own == "在解放路口。\n昨晚。"
    assert said.aside.splitlines()[1:] == ["> 何处？", "> 何时？"]


@pytest.mark.parametrize(
    "text",
    [
        "---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\n\n有人举报占道经营",
        "> 全是引用的一段话",
        "我在2025年3月5日向社区反映过，工作人员写道：等通知。\n至今没有下文。",
        "发件人不明的传单贴满了楼道。\n主题是贷款广告。",
    ],
)
def test_leaves_a_mail_whole_that_quotes_nobody_or_nothing_else(text: str) -> None:
    assert own_words(text).own == text


def test_shows_of_html_what_a_reader_sees() -> None:
    markup = (
        "<head><title>t</title><style>p{}</style></head><p>路<b>灯</b>坏了<br>请修</p><script>s</script>"
        '<div style="DISPLAY : none">藏</div><span hidden>藏</span><i style="font-size:0px">藏</i>'
        "<!-- 藏 --><table><tr><td>姓名</td><td>马兰</td></tr></table>"
        '<blockquote type="cite">旧<blockquote type="cite">更旧</blockquote></blockquote>后'
    )

    own, quoted = html_text(markup)

    assert own.split("\n") == ["路灯坏了", "请修", "", "姓名 马兰", "", "后"]
    assert quoted == "旧\n更旧"


def test_finds_no_number_in_an_attribute() -> None:
    markup = '<a href="https://x/XN1234567890" title="XN1234567890">看这里</a>'.encode()

    message = read(mail("Content-Type: text/html; charset=utf-8", body=markup))

    assert message.text == "看这里"
    assert "XN" not in message.text + message.aside + message.title


def test_takes_the_subject_for_the_text_of_a_mail_without_any() -> None:
    assert read(mail("Subject: 回复：路灯不亮", body=b" \r\n")).text == "路灯不亮"
    assert read(mail("Subject: 路灯不亮", body="？！".encode())).text == "路灯不亮\n\n？！"


def test_keeps_what_is_too_long_beside_the_text() -> None:
    message = read(mail(body=("水" * 20_001 + "尾").encode()))

    assert len(message.text) == 20_000
    assert message.aside == "水尾"
    assert message.remarks


def bomb() -> bytes:
    """A picture of 100 million pixels in a few hundred bytes of header."""
    buffer = io.BytesIO()
    Image.new("1", (8, 8)).save(buffer, "PNG")
    whole = bytearray(buffer.getvalue())
    whole[16:24] = struct.pack(">II", 10_000, 10_000)
    whole[29:33] = struct.pack(">I", zlib.crc32(whole[12:29]))
    return bytes(whole)


def test_types_attachments_by_their_content() -> None:
    message = read(
        with_files(
            a_mail(),
            ("application/octet-stream", "照片.doc", PHOTO),
            ("image/jpeg", "照片.jpg", PAPER),
            ("text/plain", "经过.txt", "三点开始停水。".encode("gbk")),
        )
    )

    assert [(each.kind, each.name) for each in message.attachments] == [
        ("image", "照片.doc"),
        ("file", "照片.jpg"),
    ]
    assert message.aside == "【经过.txt】\n三点开始停水。"


def test_says_which_attachments_it_did_not_keep() -> None:
    many = [("image/png", f"{n}.png", picture((n + 1, 8))) for n in range(9)]
    message = read(
        with_files(
            a_mail(), ("image/png", "炸弹.png", bomb()), ("x/y", "谜.bin", b"\x07" * 99), *many
        )
    )

    assert [each.name for each in message.attachments] == [f"{n}.png" for n in range(8)]
    assert [
        name in "".join(each.zh for each in message.remarks) for name in ("炸弹", "谜", "8.png")
    ] == [True] * 3


def winmail(name: str, content: bytes) -> bytes:
    """A TNEF stream as Outlook writes it, with one file in it."""

    def attribute(number: int, value: bytes) -> bytes:
        return struct.pack("<BII", 2, number, len(value)) + value + b"\0\0"

    title = name.encode("gbk") + b"\0"
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        (
            attribute(0x00069002, bytes(14)),
            attribute(0x00018010, title),
            attribute(0x0006800F, content),
        )
    )


def test_opens_what_outlook_wrapped() -> None:
    wrapped = winmail("现场.png", PHOTO)

    whole = read(with_files(a_mail(), ("application/ms-tnef", "winmail.dat", wrapped)))
    broken = read(with_files(a_mail(), ("application/ms-tnef", "winmail.dat", wrapped[:60])))

    assert [(each.name, each.content) for each in whole.attachments] == [("现场.png", PHOTO)]
    assert not broken.attachments
    assert "winmail.dat" in broken.remarks[0].zh


def test_reads_a_mail_within_a_mail_beside_the_text() -> None:
    inner = with_files(
        a_mail("原来的投诉内容", subject="旧信"), ("application/pdf", "证据.pdf", PAPER)
    )

    message = read(with_files(a_mail(), ("message/rfc822", "", inner)))

    assert "【旧信】\n原来的投诉内容" in message.aside
    assert [each.name for each in message.attachments] == ["证据.pdf"]
