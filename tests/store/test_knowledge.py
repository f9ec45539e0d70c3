"""Articles and their versions, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gateway.database import Database
from gateway.knowledge import Standing
from gateway.store import knowledge
from gateway.store.knowledge import ArticleChanged, AskedAlready, NoSuchArticle
from tests.articles import CARD, HEATING, version


async def test_an_article_comes_back_as_it_was_written(database: Database) -> None:
    written = version(category="0101", units=("a", "b"), valid_until=date(2027, 1, 31))

    await database.write(knowledge.add, written)

    assert await database.read(knowledge.get, "card") == written


async def test_a_change_keeps_what_stood_there_before(database: Database) -> None:
    await database.write(knowledge.add, version())
    corrected = replace(version(answer="改在政务大厅办理。"), by="user:li", why="搬家了")

    await database.write(knowledge.change, corrected)

    newest, oldest = await database.read(knowledge.versions, "card")
    assert (newest.number, newest.article.answer) == (2, "改在政务大厅办理。")
    assert (newest.by, newest.why) == ("user:li", "搬家了")
    assert (oldest.number, oldest.article) == (1, CARD)


async def test_a_change_that_changes_nothing_is_no_version(database: Database) -> None:
    await database.write(knowledge.add, version())
    before = await database.read(knowledge.at)

    await database.write(knowledge.change, version())

    assert len(await database.read(knowledge.versions, "card")) == 1
    assert await database.read(knowledge.at) == before


async def test_whoever_did_not_see_the_newest_version_overwrites_nothing(
    database: Database,
) -> None:
    await database.write(knowledge.add, version())
    await database.write(knowledge.change, version(answer="第二版"))

    with pytest.raises(ArticleChanged):
        await database.write(knowledge.change, version(answer="也是第二版"))

    assert (await database.read(knowledge.get, "card")).article.answer == "第二版"


async def test_every_change_moves_the_counter(database: Database) -> None:
    counts = [await database.read(knowledge.at)]

    await database.write(knowledge.add, version())
    counts.append(await database.read(knowledge.at))
    await database.write(knowledge.change, version(standing=Standing.ENDED))
    counts.append(await database.read(knowledge.at))

    assert counts == sorted(set(counts))


async def test_a_question_has_one_answer_at_a_time(database: Database) -> None:
    await database.write(knowledge.add, version())

    with pytest.raises(AskedAlready) as refused:
        await database.write(
            knowledge.add, version("other", question="居住证怎么办理 需要什么材料")
        )

    assert refused.value.id == "card"


async def test_an_answer_for_the_days_after_may_wait(database: Database) -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    await database.write(knowledge.add, version(valid_until=last))

    await database.write(knowledge.add, version("next", valid_from=first))

    assert (await database.read(knowledge.get, "next")).article.valid_from == first


async def test_an_ended_answer_makes_room_for_another(database: Database) -> None:
    await database.write(knowledge.add, version(standing=Standing.ENDED))

    await database.write(knowledge.add, version("other"))

    found = await database.read(knowledge.answering, CARD.question)
    assert [each.id for each in found] == ["other", "card"]


async def test_words_are_found_wherever_they_stand_and_only_as_words(database: Database) -> None:
    await database.write(knowledge.add, version())
    await database.write(knowledge.add, version("heating", HEATING))

    async def found(*words: str) -> list[str]:
        return [each.id for each in await database.read(knowledge.found, words, 10)]

    assert await found("派出所") == ["card"]
    assert await found("RESIDENCE", "居住证") == ["card"]
    assert await found("派出所", "供热") == []
    assert await found("%") == []
    assert await found() == ["card", "heating"]


async def test_what_runs_out_soon_is_listed_until_somebody_ends_it(database: Database) -> None:
    today = date(2026, 11, 20)
    await database.write(knowledge.add, version("past", valid_until=date(2026, 11, 1)))
    await database.write(knowledge.add, version("soon", HEATING, valid_until=date(2026, 12, 1)))
    await database.write(
        knowledge.add, version("later", question="别的？", valid_until=date(2027, 6, 1))
    )
    await database.write(
        knowledge.add,
        version("ended", question="旧的？", valid_until=today, standing=Standing.ENDED),
    )

    ending = await database.read(knowledge.ending, today)

    assert [each.id for each in ending] == ["past", "soon"]


async def test_an_article_that_is_not_there_is_said_to_be_missing(database: Database) -> None:
    with pytest.raises(NoSuchArticle):
        await database.read(knowledge.get, "nothing")
    with pytest.raises(NoSuchArticle):
        await database.read(knowledge.versions, "nothing")
    with pytest.raises(NoSuchArticle):
        await database.write(knowledge.change, version())
