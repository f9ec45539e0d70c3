"""A mail with attachments as a Chinese web mailer writes it, in a real mailbox."""

from __future__ import annotations

import base64
import io
from datetime import datetime

from PIL import Image

from channels.message import Attachment, InboundMessage, Person, Reply
from tests.channels.mail_side import FOLDER, IMAP_AT, LAID_OUT, SMTP_AT, beside
from tests.channels.specimen import Sending, Specimen, Waiting
from tests.servers.imap import PASSWORD, USER

OUR_ADDRESS = "mayor@city.example"
CITIZEN = "ma.lan@mail.example"


def picture(size: tuple[int, int] = (8, 8), color: str = "brown") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


PHOTO = picture()
VOICE = b"ID3\x03\x00\x00\x00\x00\x00\x0f" + bytes(40)
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(40)
PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_mail(
    text: str = "单元门口的地砖碎了，老人踩空摔了一跤，请尽快更换。",
    *headers: str,
    subject: str = "地砖破碎",
    message_id: str | None = "<20260305203107.1A2B@mail.example>",
    sender: str = f"=?gb18030?B?wu3AvA==?= <{CITIZEN}>",
) -> bytes:
    """A plain mail in GB18030 under the label GB2312, with whatever headers besides."""
    encoded = base64.b64encode(subject.encode("gb18030")).decode()
    lines = [
        f"From: {sender}",
        f"To: {OUR_ADDRESS}",
        f"Subject: =?gb2312?B?{encoded}?=",
        "Date: Thu, 5 Mar 2026 20:31:07 +0800",
        *([f"Message-ID: {message_id}"] if message_id else []),
        *headers,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=gb2312",
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode(text.encode("gb18030")).decode(),
    ]
    return "\r\n".join(lines).encode() + b"\r\n"


def with_files(mail: bytes, *files: tuple[str, str, bytes]) -> bytes:
    """The mail with files attached: type, name, content."""
    head, _, body = mail.partition(b"MIME-Version: 1.0\r\n")
    parts = [body] + [
        f"Content-Type: {type_}\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode("gb18030")
        + base64.encodebytes(content)
        for type_, name, content in files
    ]
    whole = b"".join(b"--=_Part_7\r\n" + part + b"\r\n" for part in parts)
    kind = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_Part_7"\r\n\r\n'
    return head + kind + whole + b"--=_Part_7--\r\n"


GENUINE = with_files(
    a_mail(),
    ("image/png", "地砖.png", PHOTO),
    ("audio/mpeg", "说明.mp3", VOICE),
    ("video/mp4", "现场.mp4", VIDEO),
    ("application/pdf", "病历.pdf", PAPER),
)
GARBLED = b"\r\n".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d" % (level, level)
    for level in range(100)
)

SPECIMEN = Specimen(
    settings={
        "address": OUR_ADDRESS,
        "imap": f"imap://{IMAP_AT}",
        "smtp": f"smtp://{SMTP_AT}",
        "folder": FOLDER,
        "user": USER,
        "password": PASSWORD,
    },
    arrives=Waiting(
        path=LAID_OUT,
        genuine=[GENUINE],
        garbled=[GARBLED, GENUINE],
        empty=[],
        confirms=lambda _asked: False,  # a mailbox keeps what it holds
    ),
    expected=InboundMessage(
        channel="mail",
        account="",
        external_id="20260305203107.1A2B@mail.example",
        sender=CITIZEN,
        text="单元门口的地砖碎了，老人踩空摔了一跤，请尽快更换。",
        sent_at=datetime.fromisoformat("2026-03-05T20:31:07+08:00"),
        title="地砖破碎",
        attachments=(
            Attachment("image", "1", "地砖.png", PHOTO),
            Attachment("voice", "2", "说明.mp3", VOICE),
            Attachment("video", "3", "现场.mp4", VIDEO),
            Attachment("file", "4", "病历.pdf", PAPER),
        ),
        person=Person(name="马兰"),
        thread="20260305203107.1A2B@mail.example",
    ),
    sending=Sending(CITIZEN, Reply("已登记，编号 ZZ 261121000042 K。")),
    beside=beside,
    downloads={"1": PHOTO, "2": VOICE, "3": VIDEO, "4": PAPER},
    secrets=(PASSWORD,),
)
