"""`duokou train --from-desk`: staff's confirmations and corrections become a model, if a better."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from gateway.commands.judging import ByModel, Local, OutOfTheBox
from gateway.commands.measuring import judged
from gateway.commands.plainly import CommandFailed, say, show
from gateway.commands.training import (
    borrowed,
    card_of,
    check_out,
    fitted,
    helped,
)
from gateway.database import Database, open_database
from gateway.database.migrate import newest, revision
from gateway.models import opened
from gateway.settings import Settings
from gateway.store.confirmed import Confirmed, confirmed
from nlp.evaluate import Judged
from nlp.learning.comparing import Comparison, Parts, newest_held_out
from nlp.learning.directory import Card, write
from nlp.learning.examples import Example
from nlp.learning.problems import LearningProblem
from nlp.learning.shelf import Shelf
from nlp.learning.training import Trained
from routing_rules import City

HELD_OUT = 0.2  # of the tickets, the newest
FEWEST = 100  # tickets; of fewer than twenty held out, one more or less decides


@dataclass(frozen=True, slots=True)
class Wish:
    """What to learn, and where the model is to be left besides; None: only where it is used."""

    target: str
    out: Path | None
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    card: Card
    comparison: Comparison
    used: bool


def from_desk(settings: Settings, wish: Wish) -> Outcome:
    """The new model is in use only if it is better there than what is in use now.

    Raises CommandFailed, CityError, and WrongUse where `out` cannot be written.
    """
    if wish.out:
        check_out(wish.out)
    local = Local.of(settings.city)
    told = asyncio.run(_told(settings, wish.target, local.city))
    if len(told) < FEWEST:
        raise CommandFailed(
            f"确认过的工单只有 {len(told)} 张，至少要 {FEWEST} 张才学得出、比得出 / "
            f"{len(told)} confirmed tickets are too few to learn from: {FEWEST} are needed"
        )
    try:
        return _made(Shelf(settings.models), told, wish, local)
    except LearningProblem as error:
        raise CommandFailed(str(error)) from error


def _made(shelf: Shelf, told: Sequence[Sequence[Example]], wish: Wish, local: Local) -> Outcome:
    parts = _parted(told)
    lessons = [*parts.learned, *borrowed(wish.target, local, parts.learned)]
    examples = helped(lessons, wish.target, local)
    made = fitted(examples, wish.target, wish.seed, least=2)
    comparison = _compared(shelf, made, parts.held_out, wish.target, local)
    card = card_of(wish.target, wish.seed, examples, made, local.city)
    figures = {**card.figures, "held_out": comparison.figures()}
    data = {**card.data, "from": "desk"}
    card = card.model_copy(update={"figures": figures, "data": data})
    with tempfile.TemporaryDirectory() as folder:
        path = wish.out or Path(folder) / "model"
        card = write(path, card, made.model, (each.text for each in parts.learned))
        if comparison.better:
            shelf.use(str(path.resolve()))
    return Outcome(card, comparison, comparison.better)


def _parted(told: Sequence[Sequence[Example]]) -> Parts:
    """Every report of a ticket is learned from; only what opened it is measured with."""
    openers = [own[0] for own in told]
    parts = newest_held_out(openers, HELD_OUT)
    learned = {each.group for each in parts.learned}
    return Parts([each for own in told if own[0].group in learned for each in own], parts.held_out)


def _compared(
    shelf: Shelf, made: Trained, held_out: Sequence[Example], target: str, local: Local
) -> Comparison:
    in_use = opened(shelf, target, local.city)
    short = target == "category" and all(len(each.label) == 2 for each in held_out)
    old = (
        ByModel(target, local, in_use.model)
        if in_use
        else OutOfTheBox(target, local, {}, first_level=short)
    )
    new = ByModel(target, local, made.model)
    before: list[Judged] = []
    after: list[Judged] = []
    for each in track(held_out, "比较 comparing", console=say, transient=True):
        before.append(judged(each.label, old.rank(each.title, each.text)))
        after.append(judged(each.label, new.rank(each.title, each.text)))
    return Comparison(before, after)


async def _told(settings: Settings, target: str, city: City) -> list[list[Example]]:
    """By ticket, its reports as examples. Raises CommandFailed where there is no database yet."""
    if not settings.database and not settings.database_file.exists():
        raise CommandFailed("还没有数据库，没有工单可学 / there is no database, so no tickets")
    async with open_database(settings.database_url) as database:
        await _check_shape(database)
        found = await database.read(lambda connection: list(confirmed(connection)))
    return [own for each in found if (own := list(_examples(each, target, city)))]


async def _check_shape(database: Database) -> None:
    if await database.read(revision) != newest():
        raise CommandFailed(
            "数据库不是本版本的：请先运行 duokou migrate / "
            "the database is of another version: run duokou migrate first"
        )


def _examples(ticket: Confirmed, target: str, city: City) -> Iterator[Example]:
    label = label_of(ticket, target, city)
    for each in ticket.reports if label else ():
        weight = 1 / len(ticket.reports)
        yield Example(each.title, each.text, label, {}, ticket.ticket_id, weight)


def label_of(ticket: Confirmed, target: str, city: City) -> str:
    """What the person decided, as a code the city still has; "" where there is none."""
    if target == "kind":
        return ticket.kind if ticket.kind in city.kinds else ""
    if target == "category":
        return ticket.category if ticket.category in city.taxonomy else ""
    unit = city.units.get(ticket.lead)
    category = city.taxonomy.categories.get(ticket.category)
    if unit is None:
        return ""
    led = [duty for duty in (category.lead if category else ()) if duty in unit.duties]
    return next(iter((*led, *unit.duties)), "")


def tell(outcome: Outcome) -> None:
    """The figures of both, and what became of the new one."""
    held, card = outcome.comparison.figures(), outcome.card
    show.print(f"{card.target} {card.fingerprint}", markup=False)
    show.print(
        f"{card.data['rows']} 件诉求学习 reports learned from，{held['rows']} 张最新工单比较 "
        "newest tickets to compare on",
        markup=False,
    )
    for name, words in (("old", "在用的 in use"), ("new", "新的 new")):
        reached = held[name]
        show.print(
            f"{words}: macro-F1 {reached['macro_f1']:.3f}, 准确率 accuracy "
            f"{reached['accuracy']:.3f}",
            markup=False,
        )
    show.print(f"新的多对 gained {held['gained']}，少对 lost {held['lost']}", markup=False)
    show.print(
        "新的更好，已启用 / the new one is better and in use now"
        if outcome.used
        else "新的没有更好，在用的不变 / the new one is not better: what is in use stays",
        markup=False,
    )
