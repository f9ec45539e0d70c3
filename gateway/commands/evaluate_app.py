"""`duokou evaluate …`: everything that can be measured, one command each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from gateway.commands import curve, evaluating, measuring, spans
from gateway.commands.measuring import Columns
from gateway.commands.options import AsJson, SettingsFile, Target, settings_of
from gateway.commands.plainly import plainly, show

app = typer.Typer(help="测量 / measure what is suggested and found.", no_args_is_help=True)

Data = Annotated[Path, typer.Argument(help="有标签的 CSV / a labelled CSV file")]
Title = Annotated[str, typer.Option(help="标题列 / column of the title, if there is one")]
Text = Annotated[str, typer.Option(help="正文列 / column of the text")]
Label = Annotated[str, typer.Option(help="标签列 / column of the label")]
ModelDirectory = Annotated[
    Path | None,
    typer.Option("--model", help="模型目录；不写则为出厂能力 / a model; else out of the box"),
]
Mapping_ = Annotated[
    Path | None,
    typer.Option("--map", help="对照表：本市类别,文件标签 / our category, the file's label"),
]
Spans = Callable[[Path, Columns, Path], dict[str, Any]]


@app.command("answers")
def evaluate_answers(
    file: Annotated[Path, typer.Argument(help="有答复的来信 / messages with replies")],
    read: Annotated[
        Path | None, typer.Option(help="人工读过、意思相同的 / pairs found alike on reading them")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """从知识库找答案有多准 / how often the right answer is found."""
    with plainly():
        found = evaluating.measured(file, read)
        if as_json:
            typer.echo(evaluating.as_json(found))
        else:
            evaluating.print_table(found)


@app.command("category")
def evaluate_category(  # noqa: PLR0913 - every one is an option
    file: Data,
    label: Label,
    text: Text = "text",
    title: Title = "",
    model: ModelDirectory = None,
    mapping: Mapping_ = None,
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """类别有多准 / how often the category is right, and whether the confidence is."""
    with plainly():
        columns, city = Columns(title, text, label), settings_of(settings).city
        _tell(measuring.measured("category", file, columns, city, (model, mapping)), as_json)


@app.command("unit")
def evaluate_unit(
    file: Data,
    label: Label,
    text: Text = "text",
    title: Title = "",
    model: ModelDirectory = None,
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """承办单位有多准，标签是职责编码 / the responsible unit; labels are codes of duties."""
    with plainly():
        columns, city = Columns(title, text, label), settings_of(settings).city
        _tell(measuring.measured("unit", file, columns, city, (model, None)), as_json)


@app.command("kind")
def evaluate_kind(
    file: Data,
    label: Label,
    text: Text = "text",
    title: Title = "",
    model: ModelDirectory = None,
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """诉求类型有多准 / the kind of request; labels are its codes or names."""
    with plainly():
        columns, city = Columns(title, text, label), settings_of(settings).city
        _tell(measuring.measured("kind", file, columns, city, (model, None)), as_json)


@app.command("curve")
def evaluate_curve(  # noqa: PLR0913 - every one is an option
    file: Data,
    label: Label,
    at: Annotated[str, typer.Option(help="多少次确认之后 / after so many")] = "0,100,500,2000",
    text: Text = "text",
    title: Title = "",
    target: Annotated[Target, typer.Option(help="学什么 / what is learned")] = Target.CATEGORY,
    mapping: Mapping_ = None,
    on: Annotated[
        Path | None, typer.Option(help="在另一文件上测 / measure on another file")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="抽取次序 / order of drawing")] = 0,
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """学习曲线：人工确认若干次之后有多准 / how good after 0, 100, 500 … confirmations."""
    with plainly():
        columns, city = Columns(title, text, label), settings_of(settings).city
        asked = curve.Asked(target.value, file, columns, mapping, on, curve.counts(at), seed)
        _tell(curve.measured(asked, city), as_json)


@app.command("urgency")
def evaluate_urgency(
    file: Data,
    label: Label = "urgency",
    text: Text = "text",
    title: Title = "",
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """紧急程度有多准，标签 U0–U4 / the urgency; labels are U0 to U4."""
    with plainly():
        city = settings_of(settings).city
        _tell(measuring.urgency(file, Columns(title, text, label), city), as_json)


@app.command("places")
def evaluate_places(
    file: Data,
    label: Label = "places",
    text: Text = "text",
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """地点找得多全多准，标签“起-止:类型” / the places; labels are start-end:type."""
    _spans(spans.places, file, Columns("", text, label), as_json, settings)


@app.command("people")
def evaluate_people(
    file: Data,
    label: Label = "people",
    text: Text = "text",
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """个人信息找得多全多准，标签“起-止:类型” / what is personal; labels are start-end:type."""
    _spans(spans.people, file, Columns("", text, label), as_json, settings)


@app.command("matters")
def evaluate_matters(
    file: Data,
    label: Label = "matters",
    text: Text = "text",
    as_json: AsJson = False,
    settings: SettingsFile = None,
) -> None:
    """一件多事拆得多准，标签用分号隔开 / the matters of a message, separated by semicolons."""
    _spans(spans.matters, file, Columns("", text, label), as_json, settings)


def _spans(
    measure: Spans, file: Path, columns: Columns, as_json: bool, settings: Path | None
) -> None:
    with plainly():
        _tell(measure(file, columns, settings_of(settings).city), as_json)


def _tell(figures: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    plain = Table("", "")
    for name, value in figures.items():
        if not _has_rows(value):
            plain.add_row(
                name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            )
    show.print(plain)
    for name, value in figures.items():
        if _has_rows(value):
            _tell_rows(name, value)


def _has_rows(value: object) -> bool:
    numbers = isinstance(value, list) and not any(isinstance(each, dict) for each in value)
    return isinstance(value, dict | list) and not numbers


def _tell_rows(title: str, rows: Mapping[str, Any] | list[Any]) -> None:
    """Rows of figures by label, or a list of them, or figures alone."""
    if isinstance(rows, dict) and not all(isinstance(each, dict) for each in rows.values()):
        rows = {title: rows}
    named = rows.items() if isinstance(rows, dict) else enumerate(rows, start=1)
    found = [(str(name), row) for name, row in named]
    if not found:
        return
    shown = Table("", *found[0][1], title=title)
    for name, row in found:
        shown.add_row(name, *(f"{each:g}" for each in row.values()))
    show.print(shown)
