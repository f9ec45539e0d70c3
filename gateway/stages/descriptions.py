"""A report in the shape in which nlp compares two of them."""

from __future__ import annotations

from gateway.reports import KeptMessage, Report
from nlp import Suggestion
from nlp.similarity import Described


def described(report: Report, kept: KeptMessage, suggestion: Suggestion) -> Described:
    message = kept.message
    # a gate without a name is at many places: it says nothing of whether two reports are one
    named = (place.text for place in suggestion.places if place.type != "gate")
    places = (message.location.address, *named)
    return Described(
        text=message.text,
        title=message.title,
        at=report.created_at,
        category=suggestion.category.code if suggestion.category else None,
        area=suggestion.area,
        places=tuple(place for place in places if place),
        latitude=message.location.latitude,
        longitude=message.location.longitude,
    )
