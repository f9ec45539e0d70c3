"""Answers by mail that start no loop (RFC 3834), and what a mail server's refusal means."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

import aiosmtplib

from channels.base import Refused, TryAgain
from channels.mail.filters import LOOP
from channels.mail.imap import tls
from channels.mail.ledger import Answerable
from channels.mail.settings import MailSettings
from channels.message import Reply

PATIENCE = 30.0  # seconds
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def composed(
    settings: MailSettings, recipient: str, reply: Reply, about: Answerable | None, message_id: str
) -> EmailMessage:
    """The mail to send, in answer to the one it is `about`."""
    mail = EmailMessage(SMTP.clone(max_line_length=76))
    mail["From"] = formataddr((settings.name, settings.address))
    mail["Reply-To"] = settings.address
    mail["To"] = recipient
    mail["Subject"] = _subject(settings, about)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{message_id}>"
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"  # asks Exchange not to answer us
    mail[LOOP] = settings.address
    if about is not None and about.message_id:
        mail["In-Reply-To"] = f"<{about.message_id}>"
        mail["References"] = " ".join(f"<{each}>" for each in (*about.references, about.message_id))
    mail.set_content("\n".join((reply.text, *reply.choices)), cte="base64")
    return mail


async def submit(settings: MailSettings, recipient: str, mail: EmailMessage) -> None:
    """Raises TryAgain (4xx, no connection, our own login), Refused (5xx)."""
    at = urlsplit(settings.smtp)
    password = settings.password.get_secret_value()
    try:
        await aiosmtplib.send(
            mail,
            sender=settings.envelope_sender,
            recipients=[recipient],
            hostname=at.hostname,
            port=at.port or _PORTS[at.scheme],
            use_tls=at.scheme == "smtps",
            start_tls=at.scheme == "smtp+starttls",
            tls_context=None if at.scheme == "smtp" else tls(settings),
            username=settings.user if at.scheme != "smtp" else None,
            password=password if at.scheme != "smtp" else None,
            timeout=PATIENCE,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _classified(error.recipients[0].code) from error
    except aiosmtplib.SMTPAuthenticationError as error:  # our settings, not his address
        raise TryAgain(f"the mail server refuses our login: {error.code}") from error
    except aiosmtplib.SMTPResponseException as error:
        raise _classified(error.code) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryAgain(f"the mail server failed: {type(error).__name__}") from error


def _classified(code: int) -> TryAgain | Refused:
    if 500 <= code < 600:
        return Refused(f"the mail server answered {code}")
    return TryAgain(f"the mail server answered {code}")


def _subject(settings: MailSettings, about: Answerable | None) -> str:
    if about is None:
        return settings.name
    topic = " ".join(about.topic.split())[:120] or settings.name
    return f"Re: {topic} [{about.number}]" if about.number not in topic else f"Re: {topic}"
