"""What a citizen said in several messages, as the one message it would have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from channels.message import Location
from gateway.reports import KeptMessage
from nlp import find_personal


def whole(kept: Sequence[KeptMessage], opener: KeptMessage | None = None) -> KeptMessage:
    """The opener (the first, unless named) with all that the messages say; they are not empty.

    What answered a question stands where a form would have put it: the place in its field, the
    phone number with the person.
    """
    first = opener or kept[0]
    if len(kept) == 1 and not first.answers:
        return first
    message = replace(
        first.message,
        title=next((one.message.title for one in kept if one.message.title), ""),
        text="\n".join(dict.fromkeys(_words(kept))),
        location=_location(kept),
        person=replace(first.message.person, phone=phone_of(kept)),
        attachments=tuple(each for one in kept for each in one.message.attachments),
    )
    files = tuple(file for one in kept for file in one.files)
    return replace(first, message=message, files=files)


def phone_of(kept: Sequence[KeptMessage]) -> str:
    """The last phone number that its sender left with any of them; "" for none."""
    for one in reversed(kept):
        if one.message.person.phone:
            return one.message.person.phone
        if one.answers == "reach":
            return phone_in(one.message.text)
    return ""


def phone_in(text: str) -> str:
    """The first phone number in a text; "" for none."""
    for span in find_personal(text):
        if span.type in ("mobile", "landline"):
            return text[span.start : span.end]
    return ""


def _words(kept: Sequence[KeptMessage]) -> list[str]:
    told = [one.message.text.strip() for one in kept if one.answers in ("", "when")]
    return [words for words in told if words] or [
        one.message.text.strip() for one in kept if one.answers == "where"
    ]


def _location(kept: Sequence[KeptMessage]) -> Location:
    """Where he answered that it is; the position he sent is kept beside it."""
    sent = [one.message.location for one in kept if one.message.location != Location()]
    located = sent[-1] if sent else Location()
    named = [
        one.message.location.address or one.message.text.strip()
        for one in kept
        if one.answers == "where" and one.message.location.latitude is None
    ]
    return replace(located, address=named[-1]) if any(named) else located
