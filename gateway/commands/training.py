"""`duokou train`: from a labelled table to a model directory."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.progress import Progress, track

from gateway.commands.judging import Local
from gateway.commands.measuring import Columns
from gateway.commands.plainly import CommandFailed, WrongUse, say, show
from gateway.commands.tables import FEW, labels_of, table
from gateway.models import foreign, taking_part
from nlp import mask
from nlp.learning.directory import FORMAT, Card, check_place, write
from nlp.learning.examples import Example, checked, count_labels, fingerprint
from nlp.learning.problems import LearningProblem
from nlp.learning.samples import Sample, samples
from nlp.learning.training import Trained, train
from routing_rules import City

BORROWED = 0.2  # what a sample sentence counts beside a real report
NAMED = 5  # labels that are named in a message
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
    """Raises WrongUse for data that cannot be used, or a place that cannot be written."""
    check_out(wish.out)
    rows = table(file, (columns.title, columns.text, columns.label))
    labels = labels_of(rows, columns.label)
    local = Local.of(city)
    try:
        examples = _examples(rows, columns, labels, wish.target, local)
        made = fitted(examples, wish.target, wish.seed)
    except LearningProblem as error:
        raise WrongUse(str(error)) from error
    tell_foreign(foreign(made.model.labels, wish.target, local.city))
    try:
        card = card_of(wish.target, wish.seed, examples, made, local.city)
        return write(wish.out, card, made.model, (row[columns.text] for row in rows))
    except LearningProblem as error:
        raise CommandFailed(str(error)) from error


def check_out(out: Path) -> None:
    """Before minutes of learning. Raises WrongUse where no model can be written."""
    try:
        check_place(out)
    except LearningProblem as error:
        raise WrongUse(str(error)) from error


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
    wanted = own + list(borrowed(target, local, own)) if ours else own
    checked(wanted)  # before the minute that understanding them takes
    return helped(wanted, target, local)


def borrowed(target: str, local: Local, own: Sequence[Example]) -> Iterator[Example]:
    """The sample sentences, labelled with codes of this city at the level of the own labels."""
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


def helped(examples: Sequence[Example], target: str, local: Local) -> list[Example]:
    """With what the city's words say of each, and without what is personal.

    A citizen's name or number must not become something that a model knows.
    """
    watched = track(examples, "理解 understanding", console=say, transient=True)
    return [
        replace(
            each,
            title=_impersonal(each.title),
            text=_impersonal(each.text),
            aids=local.understanding.aids(target, each.text, each.title),
        )
        for each in watched
    ]


def _impersonal(text: str) -> str:
    return mask(text).replace("*", " ")


def fitted(examples: Sequence[Example], target: str, seed: int, least: int = 1) -> Trained:
    """`least`: in how many texts a term has to be. Raises LearningProblem."""
    with Progress(console=say, transient=True) as progress:
        bars = {stage: progress.add_task(words) for stage, words in _STAGES.items()}

        def tell(stage: str, done: int, of: int) -> None:
            progress.update(bars[stage], completed=done, total=of)

        return train(examples, seed, tell, FAIR.get(target, 0.0), least)


def card_of(target: str, seed: int, examples: Sequence[Example], made: Trained, city: City) -> Card:
    """Where a model of these examples comes from, and what it reached in cross-validation."""
    return Card(
        format=FORMAT,
        target=target,
        labels=made.model.labels,
        seed=seed,
        data={
            "fingerprint": fingerprint(examples),
            "rows": sum(not each.borrowed for each in examples),
            "samples": sum(each.borrowed for each in examples),
            "labels": count_labels(examples),
        },
        versions=versions_of(city),
        figures=made.figures,
    )


def versions_of(city: City) -> dict[str, str]:
    """Of everything that takes part in learning beside the data."""
    return {
        "duokou": _release(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        **taking_part(city),
    }


def _release() -> str:
    try:
        return version("duokou")
    except PackageNotFoundError:  # it runs from where it was checked out
        return "checkout"


def tell_foreign(labels: Sequence[str]) -> None:
    """Which labels are no codes of this city, if any, and what that means."""
    if labels:
        named = "、".join(labels[:NAMED]) + ("…" if len(labels) > NAMED else "")
        say.print(
            f"注意：{len(labels)} 种标签不是本市的编号，猜到它们时不作数（{named}） / "
            f"{len(labels)} labels are no codes of this city; guesses of them do not count",
            style="yellow",
            markup=False,
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
