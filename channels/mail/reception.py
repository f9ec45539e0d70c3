"""What becomes of a mail, whether it came over IMAP or out of a file: kept, or parked and why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from channels.base import Deliver, IdReused, Park, Problem, Unacceptable
from channels.mail.bounces import bounce_of
from channels.mail.filters import Ourselves, set_aside
from channels.mail.ledger import Ledger
from channels.mail.letter import Letter, read_letter
from channels.mail.mime import Unreadable
from channels.mail.parse import Bearings, message_of
from channels.message import InboundMessage, Raw, Receipt

MOST_TRIES = 3  # as it is, under another name, without its attachments


@dataclass(frozen=True, slots=True)
class Reception:
    """`door` and `account` are the mailbox's, `addresses` all that are ours, in lower case."""

    door: str
    account: str
    addresses: frozenset[str]
    ledger: Ledger
    park: Park

    async def take(self, mail: bytes, arrived: datetime, deliver: Deliver) -> Receipt | Problem:
        """Durable when it returns: a Receipt if it was delivered, else the reason it is parked."""
        try:
            letter = await asyncio.to_thread(read_letter, mail, arrived)
            ourselves = Ourselves(self.addresses, await self.ledger.marks())
            why = await asyncio.to_thread(set_aside, letter, ourselves)
        except Unreadable as error:
            return await self.set_aside(mail, arrived, error.problem, for_staff=False)
        if why is None:
            return await self._keep(mail, letter, await self._bearings(letter, ourselves), deliver)
        found = bounce_of(letter)
        if found and found.lasting:
            await self.ledger.bounced(found.about)
        number = ourselves.marks.newest((*letter.references, *(found.about if found else ())))
        return await self.set_aside(mail, arrived, _about(why, number), number=number)

    async def set_aside(
        self,
        mail: bytes,
        arrived: datetime,
        why: Problem,
        *,
        for_staff: bool = True,
        number: str = "",
    ) -> Problem:
        """`number`: the report it is about, whose history then says so."""
        bearings = Bearings(arrived, refers_to=number, for_staff=for_staff)
        await self.park(self._raw(mail, bearings), why)
        return why

    async def _bearings(self, letter: Letter, ourselves: Ourselves) -> Bearings:
        number = ourselves.marks.newest(letter.references)
        return Bearings(letter.arrived, await self.ledger.thread_of(letter), number)

    async def _keep(
        self, mail: bytes, letter: Letter, bearings: Bearings, deliver: Deliver
    ) -> Receipt | Problem:
        why = Problem("", "unreadable", "无法登记。", "It cannot be kept.")
        for _ in range(MOST_TRIES):
            message = await asyncio.to_thread(message_of, letter, bearings, self.account)
            try:
                receipt = await deliver(replace(message, raw=self._raw(mail, bearings)))
            except Unacceptable as error:
                why, bearings = error.problems[0], _otherwise(bearings, error)
                continue
            await self.ledger.remember(letter, message.thread, receipt.number)
            return receipt
        return await self.set_aside(mail, letter.arrived, why, for_staff=False)

    def _raw(self, mail: bytes, bearings: Bearings) -> Raw:
        return Raw(self.door, mail, bearings.about())


def _about(why: Problem, number: str) -> Problem:
    """With the receipt number that a machine's mail is about, so that staff find the report."""
    if not number:
        return why
    return replace(why, zh=f"{why.zh}编号 {number}。", en=f"{why.en} Number {number}.")


def _otherwise(bearings: Bearings, error: Unacceptable) -> Bearings:
    """Another way to put it: a Message-ID used twice, attachments nobody can open."""
    if isinstance(error, IdReused):
        return replace(bearings, named_by="content")
    if all(problem.field.startswith("attachments") for problem in error.problems):
        return replace(bearings, bare=True)
    return bearings


def read_again(raw: Raw, account: str) -> InboundMessage:
    """Raises KeyError, ValueError for what is no mail."""
    bearings = Bearings.of(raw.about)
    try:
        letter = read_letter(raw.content, bearings.arrived)
    except Unreadable as error:
        raise ValueError(error.problem.code) from error
    return replace(message_of(letter, bearings, account), raw=raw)
