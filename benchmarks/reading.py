"""One side of `benchmarks.understanding`: reads letters on one core and says what that took."""

from __future__ import annotations

import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

COUNT = int(os.environ.get("BENCH_LETTERS", "3000"))
Read = Callable[[str, str], object]
Letters = list[tuple[str, str, str]]


def main() -> None:
    """Arguments: which side, and a CSV with title and text to read in place of the samples."""
    side, *files = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    read = {"duokou": duokou, "plain": plain}[side]()
    read("路灯不亮", "门口的路灯三天没亮了")
    ready = time.process_time(), time.time() - float(os.environ["BENCH_STARTED"])
    memory_ready = _memory()
    told = _letters(files)
    before = time.process_time()
    for title, text, _ in told:
        read(title, text)
    spent = time.process_time() - before
    lengths = sorted(len(text) for _, text, _ in told)
    print(  # noqa: T201 - the parent reads it
        json.dumps(
            {
                "median": lengths[len(lengths) // 2],
                "each_ms": spent / len(told) * 1000,
                "start_cpu": ready[0],
                "start": ready[1],
                "memory_start": memory_ready,
                "memory": _memory(),
            }
        )
    )


def duokou() -> Read:
    from gateway.settings import PACKAGED_CITY
    from gateway.town import vocabulary
    from nlp import Understanding
    from routing_rules import load_city

    understanding = Understanding(vocabulary(load_city(PACKAGED_CITY), date(2026, 3, 2)))
    return lambda title, text: understanding.suggest(text, title=title)


def plain() -> Read:
    """scikit-learn's TF-IDF over characters and a linear SVM: one label, no place, no reason."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    from benchmarks.letters import letters

    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2),
        LinearSVC(),
    )
    known = list(letters(2000, seed=1))
    model.fit([f"{title}\n{text}" for title, text, _ in known], [label for *_, label in known])
    return lambda title, text: model.predict([f"{title}\n{text}"])


def _letters(files: list[str]) -> Letters:
    if not files:
        from benchmarks.letters import letters

        return list(letters(COUNT))
    with Path(files[0]).open(encoding="utf-8-sig", newline="") as file:
        return [(row.get("title", ""), row["text"], "") for row in csv.DictReader(file)][:COUNT]


def _memory() -> float:
    """The most memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
