from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import numpy as np
import pytest

from nlp.learning import telling as module
from nlp.learning.features import Features, learn
from nlp.learning.fitting import matrix
from nlp.learning.telling import Telling, everything, telling

TEXTS = ["水管漏水求修", "自来水发黄求查", "停水求水", "工地吵求静", "音响吵求管", "夜里吵求睡"]
TOLD = np.repeat(np.eye(2), 3, axis=0)
AIDS = {"rule:a": 1.0}


def fields() -> list[Mapping[str, str]]:
    return [{"title": text[:2], "text": text} for text in TEXTS]


@pytest.fixture
def known() -> Features:
    return learn(fields(), [AIDS] * len(TEXTS))


def ends(known: Features) -> list[int]:
    return list(accumulate(len(block) for block in known.terms))


def rows(known: Features) -> Any:
    return matrix([known.vector(each, AIDS) for each in fields()], known.width)


def chosen(known: Features, most: int, patch: pytest.MonkeyPatch) -> Telling:
    patch.setattr(module, "MOST", most)
    return telling(rows(known), TOLD, ends(known))


def told_of(known: Features) -> set[str]:
    return {term for block in known.terms for term in block}


def test_keeps_what_tells_and_leaves_out_what_everybody_says(
    known: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = chosen(known, 2, monkeypatch).features(known)

    assert told_of(few) == {"吵", "水"}


def test_what_one_text_alone_has_comes_last(
    known: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread = rows(known).getnnz(axis=0)[: ends(known)[-1]]

    made = chosen(known, (spread > 1).sum(), monkeypatch)

    assert ((made.factors > 0) == (spread > 1)).all()


def test_what_speaks_for_one_label_is_louder_than_what_speaks_for_all(known: Features) -> None:
    factors = telling(rows(known), TOLD, ends(known)).factors

    assert factors[known.terms[3]["吵"]] > 2 * factors[known.terms[3]["求"]]


@pytest.mark.parametrize("most", [3, 20, 10_000])
def test_a_text_has_the_row_that_was_learned_from(
    known: Features, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = chosen(known, most, monkeypatch)
    kept = made.features(known)

    again = matrix([kept.vector(each, AIDS) for each in fields()], kept.width)

    assert made.told(rows(known)).toarray() == pytest.approx(again.toarray(), abs=1e-6)


def test_everything_changes_nothing(known: Features) -> None:
    same = everything(ends(known))

    assert same.told(rows(known)).toarray() == pytest.approx(rows(known).toarray(), abs=1e-6)
    kept = same.features(known)
    assert (kept.terms, kept.aids) == (known.terms, known.aids)
    assert kept.rarity == pytest.approx(known.rarity)
