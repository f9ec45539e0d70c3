"""The network that reads what a report is about from vectors of its pieces."""

import json

import numpy as np
import pytest

from nlp.danger_fitting import WORDS, Told
from nlp.danger_gist import CARD, Floats, Gist, network
from nlp.danger_gist_fitting import Fitted, fit
from nlp.danger_pieces import cut, pieces
from nlp.text import normalise
from tests.nlp.danger_told import all_told, known


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """Vectors that say nothing but which piece it is."""
    chance = np.random.default_rng(7)
    return chance.normal(size=(len(pieces()) + 1, 24)).astype(np.float32)


def learned(texts: dict[str, bool], vectors: Floats) -> Fitted:
    return fit([known(text, danger) for text, danger in texts.items()], vectors, rounds=150)


def said(gist: Gist, text: str) -> float:
    return float(gist.hear([cut(text)])[0])


def named(text: str) -> list[str]:
    return [pieces()[number - 1] for number in cut(normalise(text).text)]


def test_takes_the_longest_piece_it_knows() -> None:
    assert named("Help! The house is burning") == [
        "▁help",
        "!",
        "▁the",
        "▁house",
        "▁is",
        "▁burning",
    ]
    assert named("现在着火了") == ["现在", "着", "火", "了"]


@pytest.mark.parametrize("text", ["", " ", "12345", "Ω≈ç", "\n"])
def test_a_text_without_pieces_has_the_vector_of_none(text: str) -> None:
    assert cut(text).tolist() == [0]
    assert np.isfinite(said(network(), text))


def test_learns_which_words_are_dangerous(vectors: Floats) -> None:
    gist = learned(
        {"楼上着火": True, "楼上漏水": False, "厂里着火": True, "厂里吵": False}, vectors
    ).gist

    assert said(gist, "店里着火") > 0 > said(gist, "店里漏水")


def test_what_runs_reads_the_order_that_was_learned(vectors: Floats) -> None:
    """The same pieces; only which stands before which parts danger from calm."""
    order = {"人咬狗": False, "狗咬人": True, "今天人咬狗": False, "今天狗咬人": True}

    gist = learned(order, vectors).gist

    assert [said(gist, text) > 0 for text in order] == list(order.values())


def test_the_same_sentences_give_the_same_network(vectors: Floats) -> None:
    few: list[Told] = [known("着火了快来人", True), known("公交卡在哪里充值", False)]

    assert fit(few, vectors, 2).packed == fit(few, vectors, 2).packed


def test_the_network_was_made_from_the_sentences_that_are_there() -> None:
    card = json.loads((WORDS / CARD).read_text(encoding="utf-8"))
    counts = all_told().counts
    dangerous = sum(number for (_, danger), number in counts.items() if danger)

    again = "python -m nlp.danger_gist_fitting makes it anew"
    assert (card["sentences"], card["dangerous"]) == (sum(counts.values()), dangerous), again
    assert len(network().vectors) == len(pieces()) + 1


@pytest.mark.parametrize(
    ("danger", "calm"),
    [
        ("the flat is ablaze and he is suffocating", "the flat is bright and he is painting"),
        ("孩子溺水了,还在水里挣扎", "孩子学游泳,还在水里扑腾"),
        ("somebody is strangling her in the stairwell", "somebody is painting in the stairwell"),
    ],
)
def test_hears_danger_in_what_a_text_is_about(danger: str, calm: str) -> None:
    assert said(network(), danger) > said(network(), calm) + 1


def test_hears_each_text_by_itself() -> None:
    texts = [cut(text) for text in ("楼上漏水", "邻居家着大火了,人困在屋里", "?", "公交太慢")]

    together = network().hear(texts)

    alone = [float(network().hear([text])[0]) for text in texts]
    assert together.tolist() == pytest.approx(alone, abs=1e-4)
