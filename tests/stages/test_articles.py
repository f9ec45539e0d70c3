"""What staff do with the knowledge base, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.clock import new_id
from gateway.database import Database
from gateway.knowledge import Article, Fault, Line, Standing, Table
from gateway.stages.articles import Articles, Faulty, FaultyTable, Taken
from gateway.store import knowledge
from gateway.town import Town
from tests.articles import CARD, HEATING
from tests.values import Clock


@pytest.fixture
def articles(database: Database, town: Town, clock: Clock) -> Articles:
    return Articles(database, town, clock, new_id)


def line(number: int, article: Article, id_: str = "") -> Line:
    names = ("question", "answer", "source", "standing")
    return Line(number, id_, {name: getattr(article, name) for name in names})


async def count(articles: Articles) -> int:
    return await articles.database.read(knowledge.count)


async def test_a_new_article_notes_who_wrote_it(articles: Articles) -> None:
    added = await articles.add(CARD, "user:wang")

    kept = await articles.database.read(knowledge.get, added.id)
    assert (kept.number, kept.by, kept.article) == (1, "user:wang", CARD)


async def test_what_lacks_a_source_is_not_kept(articles: Articles) -> None:
    with pytest.raises(Faulty) as refused:
        await articles.add(replace(CARD, source="", category="nowhere"), "user:wang")

    assert [fault.about for fault in refused.value.faults] == ["source", "category"]
    assert await count(articles) == 0


async def test_a_question_that_is_answered_already_says_where(articles: Articles) -> None:
    first = await articles.add(CARD, "user:wang")

    with pytest.raises(Faulty) as refused:
        await articles.add(replace(HEATING, question=CARD.question), "user:wang")

    assert first.id in refused.value.faults[0].zh


async def test_an_ended_answer_may_be_given_again_unless_another_took_its_place(
    articles: Articles,
) -> None:
    first = await articles.add(CARD, "user:wang")
    ended = await articles.set_standing(first.id, 1, Standing.ENDED, "user:li", "过时")
    other = await articles.add(CARD, "user:wang")

    with pytest.raises(Faulty):
        await articles.set_standing(first.id, ended.number, Standing.KEPT, "user:li", "")

    await articles.set_standing(other.id, 1, Standing.ENDED, "user:li", "")
    again = await articles.set_standing(first.id, ended.number, Standing.KEPT, "user:li", "")
    assert again.article.standing is Standing.KEPT
    whys = [each.why for each in await articles.database.read(knowledge.versions, first.id)]
    assert whys == ["", "过时", ""]


async def test_a_table_is_taken_in_once(articles: Articles) -> None:
    table = Table([line(2, CARD, "card"), line(3, HEATING)], [])

    first, again = await articles.take_in(table), await articles.take_in(table)

    assert (first, again) == (Taken(new=2), Taken(same=2))


async def test_a_known_id_or_a_known_question_makes_a_new_version(articles: Articles) -> None:
    await articles.take_in(Table([line(2, CARD, "card"), line(3, HEATING)], []))
    asked_otherwise = replace(CARD, question="居住证去哪里办？")
    answered_otherwise = replace(HEATING, answer="十月十日开始。")

    taken = await articles.take_in(
        Table([line(2, asked_otherwise, "card"), line(3, answered_otherwise)], []), "user:li"
    )

    assert taken == Taken(changed=2)
    newest = await articles.database.read(knowledge.get, "card")
    assert (newest.number, newest.by) == (2, "user:li")
    assert await count(articles) == 2


async def test_one_row_that_cannot_be_taken_keeps_all_others_out(articles: Articles) -> None:
    await articles.take_in(Table([line(2, CARD, "card")], []))

    with pytest.raises(FaultyTable) as refused:
        await articles.take_in(Table([line(2, HEATING, "new"), line(3, CARD, "other")], []))

    [(row, fault)] = refused.value.faults
    assert (row, fault.about) == (3, "question")
    assert await count(articles) == 1


async def test_a_table_with_faults_is_not_begun(articles: Articles) -> None:
    fault = Fault("answer", "请填写答案。", "Write the answer.")

    with pytest.raises(FaultyTable):
        await articles.take_in(Table([line(2, CARD)], [(3, fault)]))

    assert await count(articles) == 0
