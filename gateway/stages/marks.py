"""What tells whether two messages say the same."""

from __future__ import annotations

from channels.message import InboundMessage
from gateway.reports import StoredFile
from gateway.secrecy import fingerprint
from gateway.store.journal import Fingerprint
from nlp.text import normalise


def mark_of(message: InboundMessage, files: tuple[StoredFile, ...]) -> Fingerprint:
    """The hashes under which a message is kept, with the files whose bytes came with it."""
    place = message.location
    said = (message.title, message.text, place.address, message.kind, message.category)
    person = (message.person.name, message.person.phone)
    where = (str(place.latitude), str(place.longitude), message.refers_to)
    beside = (message.aside, message.source.link if message.source else "")
    bytes_ = tuple(file.digest for file in files)
    plain = normalise(message.title + message.text).text
    words = "".join(character for character in plain if character.isalnum())
    return Fingerprint(
        fingerprint(*said, *person, *where, *(part for part in beside if part), *bytes_),
        fingerprint(words),
        fingerprint(message.channel, message.account, message.sender, message.thread)
        if message.thread and message.sender
        else "",
    )
