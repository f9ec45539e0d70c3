"""The JSON a partner sends, checked field by field, and the message it stands for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from channels.message import InboundMessage, Person
from channels.shapes import MOST_ATTACHMENTS, File, Moment, Place, Strict, attached


class Reporter(Strict):
    """Who reports, as far as he says so."""

    ref: str = Field(default="", description="Your own, stable reference to this person.")
    name: str = ""
    phone: str = ""
    anonymous: bool = False
    confidential: bool = Field(default=False, description="Not to be named to the unit.")
    enterprise: bool = Field(default=False, description="Reports on behalf of a business.")


class Report(Strict):
    """One matter of one citizen."""

    text: str = Field(description="The citizen's own words, at most 20,000 characters.")
    title: str = ""
    kind: str = Field(
        default="", description="consult, help, complaint, report, suggest or praise; empty: unsure"
    )
    category: str = Field(default="", description="A code of the city's taxonomy; empty: unsure")
    sent_at: Moment | None = Field(
        default=None, description="When the citizen sent it; without it, the request's time stamp."
    )
    occurred_at: Moment | None = Field(default=None, description="When it happened.")
    location: Place = Place()
    reporter: Reporter = Reporter()
    attachments: list[File] = Field(default=[], max_length=MOST_ATTACHMENTS)
    refers_to: str = Field(default="", description="Receipt number of an earlier report.")
    language: Literal["zh", "en"] = Field(default="zh", description="Language of the receipt.")


def parse(payload: object, partner: str, key: str, made_at: datetime) -> InboundMessage:
    """`key` is the idempotency key, `made_at` the request's time stamp. Raises ValidationError."""
    report = Report.model_validate(payload)
    reporter = report.reporter
    return InboundMessage(
        channel="partner",
        account=partner,
        external_id=key,
        sender=reporter.ref,
        text=report.text,
        sent_at=report.sent_at or made_at,
        title=report.title,
        attachments=attached(report.attachments),
        location=report.location.located(),
        person=Person(
            name=reporter.name,
            phone=reporter.phone,
            anonymous=reporter.anonymous,
            confidential=reporter.confidential,
            enterprise=reporter.enterprise,
        ),
        occurred_at=report.occurred_at,
        kind=report.kind,
        category=report.category,
        refers_to=report.refers_to,
        language=report.language,
    )
