"""`duokou train` and `duokou model …`: making models, choosing one, going back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from gateway.commands import from_desk as desk
from gateway.commands import training
from gateway.commands.evaluate_app import Text, Title
from gateway.commands.measuring import Columns
from gateway.commands.options import SettingsFile, Target, settings_of
from gateway.commands.plainly import WrongUse, plainly, show
from gateway.commands.training import tell_foreign
from gateway.models import foreign, remark
from nlp.learning.problems import LearningProblem
from nlp.learning.shelf import Shelf
from routing_rules import City, CityError, load_city

Given = TypeVar("Given")

app = typer.Typer(help="训练好的模型 / trained models.", no_args_is_help=True)


def train(  # noqa: PLR0913 - every one is an option
    file: Annotated[Path | None, typer.Argument(help="有标签的 CSV / a labelled CSV file")] = None,
    label: Annotated[str, typer.Option(help="标签列 / column of the label")] = "",
    out: Annotated[Path | None, typer.Option(help="模型目录 / directory of the model")] = None,
    from_desk: Annotated[
        bool,
        typer.Option(
            "--from-desk", help="从工作台确认过的工单学，更好才启用 / from what staff confirmed"
        ),
    ] = False,
    text: Text = "text",
    title: Title = "",
    target: Annotated[Target, typer.Option(help="学什么 / what to learn")] = Target.CATEGORY,
    seed: Annotated[int, typer.Option(min=0, help="同样的种子，同样的模型 / same seed")] = 0,
    settings: SettingsFile = None,
) -> None:
    """训练一个模型：从有标签的 CSV，或从工作台 / train a model, from a CSV file or the desk."""
    with plainly():
        read, by_desk = settings_of(settings), desk.Wish(target.value, out, seed)
        if from_desk and not (file or label):
            desk.tell(desk.from_desk(read, by_desk))
        elif file and label and out and not from_desk:
            wish = training.Wish(target.value, out, seed)
            columns = Columns(title, text, label)
            training.tell(training.trained(file, columns, wish, read.city), out)
        else:
            raise WrongUse(
                "请写文件、--label 和 --out，或只写 --from-desk / "
                "give a file, --label and --out, or --from-desk alone"
            )


@app.command("list")
def list_models(settings: SettingsFile = None) -> None:
    """列出模型，* 在用 / list the models, * in use."""
    with plainly():
        read = settings_of(settings)
        table = Table("", "模型 model", "目标 target", "行 rows", "macro-F1", "ECE", "")
        for each in _listed(Shelf(read.models), _city(read.city)):
            table.add_row(*each)
        show.print(table)


def _city(folder: Path) -> City | None:
    """None for one that is broken: its models can be listed all the same."""
    try:
        return load_city(folder)
    except CityError:
        return None


def _listed(shelf: Shelf, city: City | None) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for each in _asked(lambda: list(shelf.all())):
        mark = "*" if each.used else ""
        if each.card is None:
            rows.append((mark, each.name, each.problem))
            continue
        figures = each.card.figures
        numbers = (f"{figures['macro_f1']:.3f}", f"{figures['ece']:.3f}")
        note = remark(each.card, city) if each.used and city else ""
        told = (each.card.target, str(each.card.data["rows"]), *numbers, note)
        rows.append((mark, each.name, *told))
    return rows


@app.command("use")
def use_model(
    model: Annotated[str, typer.Argument(help="名称或目录 / its name, or a directory")],
    settings: SettingsFile = None,
) -> None:
    """启用一个模型 / use this model from now on."""
    with plainly():
        city, shelf = load_city(settings_of(settings).city), shelf_of(settings)
        card = _asked(lambda: shelf.card_of(model))
        strange = foreign(card.labels, card.target, city)
        if len(strange) == len(card.labels):
            raise WrongUse(
                "没有启用：标签都不是本市的编号，在用的不变 / "
                "not in use: no label is a code of this city; nothing has changed"
            )
        _asked(lambda: shelf.use(model))
        show.print(f"已启用 in use: {card.target} {card.fingerprint}", markup=False)
        tell_foreign(strange)


@app.command("rollback")
def roll_back(
    target: Annotated[Target, typer.Option(help="哪一种 / of what")] = Target.CATEGORY,
    settings: SettingsFile = None,
) -> None:
    """退回上一个模型 / go back to the model before."""
    with plainly():
        card = _asked(lambda: shelf_of(settings).rollback(target.value))
        now = f"{card.target} {card.fingerprint}" if card else "无，出厂能力 none, out of the box"
        show.print(f"现在在用 now in use: {now}", markup=False)


def shelf_of(settings: Path | None) -> Shelf:
    return Shelf(settings_of(settings).models)


def _asked(deed: Callable[[], Given]) -> Given:
    """Raises WrongUse where the shelf refuses."""
    try:
        return deed()
    except LearningProblem as error:
        raise WrongUse(str(error)) from error
