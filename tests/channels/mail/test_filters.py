"""What no citizen wrote is told by small rules, each with its reason; people's mail passes."""

from __future__ import annotations

import pytest

from channels.mail.bounces import bounce_of
from tests.channels.mail.reading import OURSELVES, letter, mail, read, why_aside

OURS = OURSELVES.marks.new_id("XN1234567890", "city.example")


def report(kind: str, fields: str, returned: str = OURS) -> bytes:
    """A multipart/report as a mail server writes it (RFC 3464, RFC 8098)."""
    body = (
        "--r\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--r\r\nContent-Type: message/{kind}\r\n\r\nReporting-MTA: dns; x\r\n\r\n{fields}\r\n"
        f"--r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{returned}>\r\n\r\nx\r\n--r--\r\n"
    )
    return mail(
        f'Content-Type: multipart/report; report-type={kind}; boundary="r"', body=body.encode()
    )


def failure(status: str, action: str = "failed") -> bytes:
    return report("delivery-status", f"Action: {action}\r\nStatus: {status}")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (("From: Mayor <MAYOR@city.example>",), "own-mail"),
        ((f"Message-ID: <{OURS}>",), "own-mail"),
        (("Auto-Submitted: auto-generated",), "automatic"),
        (("Auto-Submitted: AUTO-REPLIED (vacation)",), "automatic"),
        (("X-Autorespond: yes",), "automatic"),
        (("Return-Path: <>",), "automatic"),
        (("Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN77ya6Lev54Gv?=",), "automatic"),
        (("Subject: Automatic reply: Re",), "automatic"),
        (("From: MAILER-DAEMON@x.example",), "automatic"),
        (("From: no-reply@shop.example",), "automatic"),
        (("List-Id: <news.shop.example>",), "mailing-list"),
        (("List-Unsubscribe: <https://shop.example>",), "mailing-list"),
        (("From: PostMaster@qq.example", "Subject: 系统退信"), "bounce"),
        (("Subject: 已读: 回复",), "read-receipt"),
        (("From: nobody at all",), "no-sender"),
    ],
)
def test_says_why_a_machines_mail_is_no_report(headers: tuple[str, ...], code: str) -> None:
    found = why_aside(mail(*headers))

    assert found is not None
    assert (found.code, bool(found.zh and found.en)) == (code, True)


@pytest.mark.parametrize(
    "headers",
    [
        ("Auto-Submitted: no",),
        ("X-Auto-Response-Suppress: All",),
        ("X-Auto-Response-Suppress: OOF",),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@b.example",),
        ("Return-Path: <ma.lan@mail.example>",),
        ("Subject: 自动回复太慢，投诉贵热线",),
        ("Subject: 外出务工人员工资被拖欠",),
        ("X-Spam-Flag: YES",),
        ("X-Ticket-Priority: 1",),
        ("Disposition-Notification-To: ma.lan@mail.example",),
        ("From: noreen.reply@mail.example",),
        ("Message-ID: <duokou.XN1234567890.0123456789abcdef.0123456789abcdef0123456789abcdef@x>",),
    ],
)
def test_lets_people_pass(headers: tuple[str, ...]) -> None:
    assert why_aside(mail(*headers)) is None


def test_tells_staff_what_the_spam_filter_thought() -> None:
    assert "垃圾" in read(mail("X-Spam-Flag: YES")).remarks[0].zh


@pytest.mark.parametrize(
    ("status", "action", "lasting"),
    [
        ("5.1.1", "failed", True),
        ("5.2.2", "failed", False),
        ("4.4.7", "delayed", False),
        ("4.2.2", "failed", False),
        ("5.0.0", "delayed", False),
    ],
)
def test_tells_a_lost_address_from_one_that_is_full_or_slow(
    status: str, action: str, lasting: bool
) -> None:
    found = bounce_of(letter(failure(status, action)))

    assert found is not None
    assert (found.status, found.lasting, found.about) == (status, lasting, (OURS,))


def test_a_read_receipt_is_no_bounce() -> None:
    receipt = report("disposition-notification", "Disposition: manual-action; displayed")

    found = why_aside(receipt)

    assert found is not None
    assert found.code == "read-receipt"
    assert bounce_of(letter(receipt)) is None


def test_believes_no_number_but_under_its_own_mark() -> None:
    marks = OURSELVES.marks
    forged = OURS.replace("XN1234567890", "XN9999999999")

    assert marks.number(OURS) == "XN1234567890"
    assert marks.number(forged) is None
    assert marks.newest((marks.new_id("A1", "x"), OURS, forged, "other@x")) == "XN1234567890"
