"""What was said in a call is the citizen's own word: danger in it counts, wherever it stands.

An agent's summary may leave it out; the transcript stands aside, and is read for danger only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from channels.message import RECORDING, InboundMessage
from nlp import Suggestion

FIELD = "aside"  # of reasons and personal spans that stand in the transcript


def spoken_words(message: InboundMessage) -> str:
    """The transcript of a call; "" for what is aside for another reason, as quoted mail."""
    source = message.source
    return message.aside if source is not None and source.medium == RECORDING else ""


def with_recording(
    suggestion: Suggestion, message: InboundMessage, read: Callable[[str], Suggestion]
) -> Suggestion:
    """The suggestion, raised where the transcript tells of danger; else as it was."""
    words = spoken_words(message)
    if not words:
        return suggestion
    heard = read(words)
    personal = tuple(replace(span, field=FIELD) for span in heard.personal)
    told = replace(suggestion, personal=(*suggestion.personal, *personal))
    return _raised(told, heard) if heard.alarm or heard.review else told


def _raised(suggestion: Suggestion, heard: Suggestion) -> Suggestion:
    dangers = tuple(
        replace(reason, field=FIELD)
        for reason in heard.because
        if reason.about in ("urgency", "tone") and reason.start is not None
    )
    if heard.alarm and not suggestion.alarm:
        others = tuple(reason for reason in suggestion.because if reason.about != "urgency")
        return replace(
            suggestion, alarm=True, review=False, urgency=heard.urgency, because=(*dangers, *others)
        )
    review = suggestion.review or (heard.review and not suggestion.alarm)
    return replace(suggestion, review=review, because=(*suggestion.because, *dangers))
