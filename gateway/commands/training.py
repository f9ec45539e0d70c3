"""`duokou train`: from a labelled table to a model directory."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.progress import Progress, track

from gateway.aids import aids
from gateway.commands.judging import Local
from gateway.commands.measuring import Columns
from gateway.commands.plainly import CommandFailed, WrongUse, say, show
from gateway.commands.tables import FEW, labels_of, table
from nlp.learning.directory import FORMAT, Card, write
from nlp.learning.examples import Example, count_labels, fingerprint
from nlp.learning.problems import LearningProblem
from nlp.learning.samples import Sample, samples
from nlp.learning.training import Trained, train
from nlp.understanding import VERSION

BORROWED = 0.2  # what a sample sentence counts beside a real report
FAIR = {"kind": 0.5}  # complaints outnumber suggestions twenty to one: macro-F1 0.52 without, 0.59
LIBRARIES = ("numpy", "scikit-learn", "rjieba")
_STAGES = {"reading": "读取 reading", "fitting": "训练 training"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to learn: category, unit or kind; into which directory."""

    target: str
    out: Path
    seed: int


def trained(file: Path, columns: Columns, wish: Wish, city: Path) -> Card:
    """Raises WrongUse for data that cannot be used, CommandFailed when it cannot be written."""
    rows = table(file, (columns.title, columns.text, columns.label))
    labels = labels_of(rows, columns.label)
    local = Local.of(city)
    try:
        examples = _examples(rows, columns, labels, wish.target, local)
        made = _train(examples, wish)
    except LearningProblem as error:
        raise WrongUse(str(error)) from error
    try:
        return write(wish.out, _card(wish, examples, made), made.model)
    except LearningProblem as error:
        raise CommandFailed(str(error)) from error


def _examples(
    rows: Sequence[dict[str, str]],
    columns: Columns,
    labels: Sequence[str],
    target: str,
    local: Local,
) -> list[Example]:
    """The rows; and the sample sentences, where nearly all labels are words of the city."""
    codes = local.codes(target)
    ours = sum(label not in codes for label in labels) <= FEW * len(labels)
    if not ours:
        codes = {}
    own = [
        Example(row.get(columns.title, ""), row[columns.text], codes.get(label, label))
        for row, label in zip(rows, labels, strict=True)
    ]
    wanted = own + list(_borrowed(target, local, own)) if ours else own
    return [
        _helped(each, target, local)
        for each in track(wanted, "理解 understanding", console=say, transient=True)
    ]


def _borrowed(target: str, local: Local, own: Sequence[Example]) -> Iterator[Example]:
    length = 2 if all(len(each.label) == 2 for each in own) else 4
    for each in samples():
        label = _label(each, target, local, length)
        if label:
            yield Example(each.title, each.text, label, {}, each.event, BORROWED, True)


def _label(sample: Sample, target: str, local: Local, length: int) -> str:
    """Empty where this city has no such category."""
    if target == "kind":
        return sample.kind
    if sample.category not in local.city.taxonomy:
        return ""
    if target == "unit":
        return local.city.taxonomy.get(sample.category).lead[0]
    return sample.category[:length]


def _helped(example: Example, target: str, local: Local) -> Example:
    suggestion = local.understanding.suggest(example.text, example.title)
    return Example(
        example.title,
        example.text,
        example.label,
        aids(target, suggestion, local.city),
        example.group,
        example.weight,
        example.borrowed,
    )


def _train(examples: Sequence[Example], wish: Wish) -> Trained:
    with Progress(console=say, transient=True) as progress:
        bars = {stage: progress.add_task(words) for stage, words in _STAGES.items()}

        def tell(stage: str, done: int, of: int) -> None:
            progress.update(bars[stage], completed=done, total=of)

        return train(examples, wish.seed, tell, FAIR.get(wish.target, 0.0))


def _card(wish: Wish, examples: Sequence[Example], made: Trained) -> Card:
    versions = {name: version(name) for name in LIBRARIES}
    return Card(
        format=FORMAT,
        target=wish.target,
        labels=made.model.labels,
        seed=wish.seed,
        data={
            "fingerprint": fingerprint(examples),
            "rows": sum(not each.borrowed for each in examples),
            "samples": sum(each.borrowed for each in examples),
            "labels": count_labels(examples),
        },
        versions={**versions, "python": platform.python_version(), "keywords": VERSION},
        figures=made.figures,
    )


def tell(card: Card, out: Path) -> None:
    """What was made, and how good it is on rows that it had not seen."""
    reached = card.figures
    show.print(
        f"{out}: {card.target} {card.fingerprint}\n"
        f"{card.data['rows']} 行、{len(card.labels)} 种标签 rows and labels\n"
        f"交叉验证 cross-validated: macro-F1 {reached['macro_f1']:.3f}, "
        f"准确率 accuracy {reached['accuracy']:.3f}, "
        f"前三 top 3 {reached['top3']:.3f}, ECE {reached['ece']:.3f}, "
        f"97% 准确时的覆盖率 coverage {reached['coverage_at_97_precision']:.3f}",
        markup=False,
    )
