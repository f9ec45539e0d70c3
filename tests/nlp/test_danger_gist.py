"""The network that reads what a report is about from vectors of its pieces."""

import json

import numpy as np
import pytest

from nlp.danger_fitting import WORDS, Told, told
from nlp.danger_gist import CARD, Floats, network
from nlp.danger_gist_fitting import Fitted, fit
from nlp.danger_pieces import cut, pieces
from nlp.text import normalise
from tests.nlp.danger_told import known


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """Vectors that say nothing but which piece it is."""
    chance = np.random.default_rng(7)
    return chance.normal(size=(len(pieces()) + 1, 24)).astype(np.float32)


def learned(texts: dict[str, bool], vectors: Floats) -> Fitted:
    return fit([known(text, danger) for text, danger in texts.items()], vectors, rounds=150)


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
    assert np.isfinite(network().hear(cut(text)).whole)


def test_learns_which_words_are_dangerous(vectors: Floats) -> None:
    gist = learned(
        {"楼上着火": True, "楼上漏水": False, "厂里着火": True, "厂里吵": False}, vectors
    ).gist

    assert gist.hear(cut("店里着火")).whole > 0 > gist.hear(cut("店里漏水")).whole


def test_what_runs_reads_the_order_that_was_learned(vectors: Floats) -> None:
    """The same pieces; only which stands before which parts danger from calm."""
    order = {"人咬狗": False, "狗咬人": True, "今天人咬狗": False, "今天狗咬人": True}

    gist = learned(order, vectors).gist

    assert [gist.hear(cut(text)).whole > 0 for text in order] == list(order.values())


def test_the_same_sentences_give_the_same_network(vectors: Floats) -> None:
    few: list[Told] = [known("着火了快来人", True), known("公交卡在哪里充值", False)]

    assert fit(few, vectors, 2).packed == fit(few, vectors, 2).packed


def test_the_network_was_made_from_the_sentences_that_are_there() -> None:
    card = json.loads((WORDS / CARD).read_text(encoding="utf-8"))
    danger = [each.danger for each in told()]

    again = "python -m nlp.danger_gist_fitting makes it anew"
    assert (card["sentences"], card["dangerous"]) == (len(danger), sum(danger)), again
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
    gist = network()

    assert gist.hear(cut(danger)).whole > gist.hear(cut(calm)).whole + 1


def test_hears_one_dangerous_sentence_in_a_calm_letter() -> None:
    calm = normalise("小区的绿化做得不错。物业收费也公道。停车位再多些就更好了。" * 3).text
    danger = normalise("邻居家着大火了，人困在屋里。").text

    alone, around = (network().hear(cut(text)) for text in (danger, calm + danger + calm))

    assert alone.worst == pytest.approx(alone.whole)
    assert around.worst == pytest.approx(alone.worst, abs=1.5)  # the window goes across its ends
    assert around.whole < around.worst


@pytest.mark.parametrize("text", ["。。。", "？着火了", "着火了。。。！", "a. b! c? d;"])
def test_sentences_end_with_all_their_stops(text: str) -> None:
    heard = network().hear(cut(normalise(text).text))

    assert np.isfinite([heard.whole, heard.worst]).all()
