"""The command line: every way an administrator starts, feeds, checks and mends the gateway."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from gateway.app import Share
from gateway.commands import (
    checking,
    demo,
    evaluate_app,
    importing,
    knowledge,
    mails,
    model_app,
    replaying,
    serving,
    users,
)
from gateway.commands.options import SettingsFile, settings_of
from gateway.commands.plainly import FAILED, CommandFailed, plainly, show
from gateway.database.migrate import migrate as migrate_database
from gateway.logs import set_up_logs
from gateway.people import Role

app = typer.Typer(
    name="duokou",
    help="多口归一：12345 热线的诉求接入网关 / intake gateway of a 12345 hotline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
user = typer.Typer(help="工作台用户 / users of the desks.", no_args_is_help=True)
app.add_typer(user, name="user")
answers = typer.Typer(help="知识库 / the answers that staff keep.", no_args_is_help=True)
app.add_typer(answers, name="knowledge")
app.add_typer(evaluate_app.app, name="evaluate")
app.add_typer(model_app.app, name="model")
app.command("train")(model_app.train)


@app.command()
def serve(
    settings: SettingsFile = None,
    only: Annotated[
        Share, typer.Option(help="只开门或只办事，可多进程 / only the doors, or only the work")
    ] = Share.ALL,
    port: Annotated[
        int | None, typer.Option(help="端口，代替设置 / instead of the settings'")
    ] = None,
) -> None:
    """启动网关，直到 Ctrl-C / run the gateway until Ctrl-C or SIGTERM."""
    set_up_logs(machine=not sys.stderr.isatty())
    with plainly():
        read = settings_of(settings)
        chosen = read if port is None else read.model_copy(update={"port": port})
        uvloop.run(serving.serve_until_stopped(chosen, only))


@app.command("demo")
def run_demo(
    folder: Annotated[Path, typer.Option(help="一切都在这里 / everything lives here")] = Path(
        "var"
    ),
    port: Annotated[int, typer.Option(help="端口 / port")] = 8345,
) -> None:
    """样例城市和一天的样例诉求 / a sample city and a day of sample reports."""
    set_up_logs(machine=False, level=logging.WARNING)
    with plainly():
        uvloop.run(demo.run(folder, port))


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV、XLSX；渠道为 mail 时：.eml、.mbox 或文件夹 / or mails, or a folder"
        ),
    ],
    channel: Annotated[str, typer.Option(help="这些诉求的来源渠道 / where they came in")],
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="字段=列名，可多次 / field=column, may be repeated"),
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """导入一个诉求文件，可重复执行 / take in a file of reports; safe to run twice."""
    set_up_logs(machine=not sys.stderr.isatty())
    with plainly():
        mapping = importing.mapping_of(map_ or [])
        if mails.is_mail(channel):
            books = asyncio.run(mails.import_mails(settings_of(settings), file, channel))
        else:
            books = asyncio.run(
                importing.import_file(settings_of(settings), file, channel, mapping)
            )
        importing.print_books(books)
        if not books.balanced:
            raise CommandFailed("账不平，请看 duokou check / the books do not balance")


@app.command("replay")
def replay_(
    channel: Annotated[str, typer.Option(help="渠道，如 mail 或 mail-mayor / kind or door")],
    since: Annotated[str, typer.Option(help="从何时起 / from when, 2026-11-20 08:00")],
    until: Annotated[str | None, typer.Option(help="到何时止 / until when")] = None,
    settings: SettingsFile = None,
) -> None:
    """把一段时间的原始来件再收一遍，不会重复 / take a span in again, nothing twice."""
    set_up_logs(machine=not sys.stderr.isatty())
    with plainly():
        books = asyncio.run(replaying.replay(settings_of(settings), channel, since, until))
        replaying.print_books(books)


@app.command()
def check(settings: SettingsFile = None) -> None:
    """检查设置、城市、数据库、队列 / is everything sound, is anything stuck?"""
    with plainly():
        if not asyncio.run(checking.check(settings_of(settings))):
            raise typer.Exit(FAILED)


@app.command()
def migrate(settings: SettingsFile = None) -> None:
    """把数据库升到本版本 / bring the database to this version's shape."""
    with plainly():
        revision = migrate_database(settings_of(settings).database_url)
        show.print(f"数据库版本 / the database is at {revision}", markup=False)


@user.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="用户名 / name")],
    role: Annotated[list[Role], typer.Option(help="角色，可多次 / role, may be repeated")],
    unit: Annotated[str | None, typer.Option(help="承办单位编号 / unit id")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读密码 / read it from stdin")
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """添加用户 / add a user."""
    with plainly():
        new = users.NewUser(name, frozenset(role), unit)
        password = users.password_of(name, from_stdin=password_stdin)
        asyncio.run(users.add(settings_of(settings), new, password))


@user.command("list")
def list_users(settings: SettingsFile = None) -> None:
    """列出用户 / list the users."""
    with plainly():
        asyncio.run(users.list_all(settings_of(settings)))


@user.command("disable")
def disable_user(name: str, settings: SettingsFile = None) -> None:
    """停用用户，其登录立即失效 / disable a user and end every session of his."""
    with plainly():
        asyncio.run(users.disable(settings_of(settings), name))


@answers.command("import")
def import_knowledge(
    file: Annotated[Path, typer.Argument(help="CSV（docs/knowledge.md 有各列说明）/ a CSV file")],
    settings: SettingsFile = None,
) -> None:
    """导入知识库，可重复执行 / take in a file of answers, all or nothing; safe to run twice."""
    with plainly():
        asyncio.run(knowledge.take_in(settings_of(settings), file))


@answers.command("list")
def list_knowledge(
    text: Annotated[str, typer.Option(help="只列含这些词的 / only what has these words")] = "",
    settings: SettingsFile = None,
) -> None:
    """列出知识库 / list the answers."""
    with plainly():
        asyncio.run(knowledge.list_all(settings_of(settings), text))


@answers.command("export")
def export_knowledge(
    file: Annotated[Path, typer.Argument(help="写到哪里 / where to")],
    settings: SettingsFile = None,
) -> None:
    """导出知识库，改后可再导入 / write the answers to a file that can be taken in again."""
    with plainly():
        asyncio.run(knowledge.export(settings_of(settings), file))


def main() -> None:
    app()


if __name__ == "__main__":
    main()
