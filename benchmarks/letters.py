"""Texts as long as citizens' letters, made of the sample sentences, for measuring speed."""

import random
from collections import defaultdict
from collections.abc import Iterator
from math import log

from nlp.learning.samples import Sample, samples

MEDIAN = 200  # characters of a text; half of real letters to a mayor are longer
_SPREAD = 0.9  # of the logarithm of the length, as in letters to a provincial government
_LONGEST = 2000


def letters(count: int, seed: int = 0) -> Iterator[tuple[str, str, str]]:
    """Title, text and first-level category. Sentences of one category follow each other."""
    chance = random.Random(seed)
    by_category: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in samples():
        by_category[sample.category].append(sample)
    codes = sorted(code for code in by_category if code)
    for _ in range(count):
        among = by_category[chance.choice(codes)]
        wanted = min(_LONGEST, chance.lognormvariate(log(MEDIAN), _SPREAD))
        told = chance.choice(among)
        text = told.text
        while len(text) < wanted:
            text += chance.choice(among).text
        yield told.title, text[: round(wanted)], told.category[:2]
