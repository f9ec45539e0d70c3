"""`duokou import --channel mail`: files, folders and archives through the mailbox's filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.mail.archive import count, filed
from gateway.commands.mails import import_mails
from gateway.commands.plainly import CommandFailed
from gateway.settings import Settings
from tests.channels.specimens.mail import GARBLED, GENUINE, a_mail
from tests.commands.running import duokou
from tests.commands.test_import import books

ANSWER = a_mail(
    "还是没有人来修。",
    "References: <20260305203107.1A2B@mail.example>",
    message_id="<2@mail.example>",
    subject="回复：地砖破碎",
)
VACATION = a_mail("我在休假。", "Auto-Submitted: auto-replied", message_id="<3@mail.example>")
OTHER = a_mail(
    "From 车站到路口的灯都不亮。", message_id="<5@mail.example>", sender="w@mail.example"
)
SEPARATOR = b"From x@y Thu Mar  5 20:31:07 2026\n"


def mbox(*mails: bytes) -> bytes:
    plain = (mail.replace(b"\r\n", b"\n") for mail in mails)
    return b"".join(SEPARATOR + mail + b"\n" for mail in plain)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    box = tmp_path / "box"
    (box / "2026").mkdir(parents=True)
    (box / "1.eml").write_bytes(GENUINE)
    (box / "2.eml").write_bytes(ANSWER)
    (box / "2026" / "3.eml").write_bytes(GARBLED)
    (box / "notes.txt").write_text("not a mail")
    (box / "old.mbox").write_bytes(mbox(VACATION, OTHER))
    return box


def test_takes_every_mail_or_says_which_and_why(folder: Path, tmp_path: Path) -> None:
    done = duokou("import", str(folder), "--channel", "mail", cwd=tmp_path)

    assert done.code == 0, done.err
    assert books(done) == {"read": 5, "new": 2, "attached": 1, "known": 0, "refused": 2}
    assert "3.eml: 邮件结构太复杂" in done.err
    assert "old.mbox:1: 自动发出的邮件（Auto-Submitted）" in done.err


async def test_a_second_time_adds_nothing(folder: Path, settings: Settings) -> None:
    first = await import_mails(settings, folder, "mail")

    again = await import_mails(settings, folder, "mail")

    assert (len(first.numbers), first.known, len(first.refused)) == (3, 0, 2)
    assert (len(again.numbers), again.known, len(again.refused)) == (0, 3, 2)
    assert again.balanced


@pytest.mark.parametrize("path", ["nothing.eml", "empty"])
async def test_says_in_one_sentence_what_is_wrong(
    tmp_path: Path, settings: Settings, path: str
) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(CommandFailed, match=f"^{path}: .+ / .+"):
        await import_mails(settings, tmp_path / path, "mail")


def test_reads_an_archive_mail_by_mail(tmp_path: Path) -> None:
    quoting = b"From: a@b.example\nSubject: x\n\nFirst.\n>From here on\nFrom the middle\n"
    archive = tmp_path / "archive"
    second, third = b"From: c@d.example\n\nSecond.\n", b"From: e@f.example\n\nThird.\n"
    # no empty line before the third, as some programs leave it
    archive.write_bytes(SEPARATOR + quoting + b"\n" + SEPARATOR + second + SEPARATOR + third)

    mails = list(filed(archive))

    assert [mail.name for mail in mails] == ["archive:1", "archive:2", "archive:3"]
    assert mails[0].content.rstrip().endswith(b"First.\nFrom here on\nFrom the middle")
    assert mails[1].content.rstrip().endswith(b"Second.")
    assert count(archive) == 3


def test_takes_a_maildir_and_the_moment_of_arrival(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    received = (
        b"Received: from a by b;\r\n Thu, 5 Mar 2026 20:32:00 +0800\r\n"
        b"Received: from c by a; Thu, 5 Mar 2026 20:31:30 +0800\r\n"
    )
    (tmp_path / "cur" / "1772.M1.host:2,S").write_bytes(received + GENUINE)

    (mail,) = filed(tmp_path)

    assert mail.arrived.isoformat() == "2026-03-05T20:32:00+08:00"
