"""`duokou user add|list|disable`: who may work at the desks."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import typer
from rich.table import Table

from gateway.clock import now
from gateway.commands.plainly import CommandFailed, WrongUse, show
from gateway.database import open_database
from gateway.database.migrate import migrate
from gateway.passwords import SHORTEST, hashed
from gateway.people import Role, User
from gateway.settings import Settings
from gateway.store import people
from gateway.town import Town


@dataclass(frozen=True, slots=True)
class NewUser:
    name: str
    roles: frozenset[Role]
    unit: str | None


def password_of(name: str, *, from_stdin: bool) -> str:
    """Asked for twice without echo, or the first line of standard input. Raises WrongUse."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt(
            f"{name} 的密码 / password", hide_input=True, confirmation_prompt=True
        )
    if len(password) < SHORTEST:
        raise WrongUse(f"密码至少 {SHORTEST} 个字符 / a password has {SHORTEST} characters or more")
    return password


async def add(settings: Settings, new: NewUser, password: str) -> None:
    """Raises WrongUse, CommandFailed when the name is taken."""
    _check(new, Town(settings.city))
    migrate(settings.database_url)
    user = User(new.name, hashed(password), new.roles, new.unit)
    async with open_database(settings.database_url) as database:
        if not await database.write(people.add, user, now()):
            raise CommandFailed(f"已有这个用户 / there is a user {new.name} already")
    show.print(f"已添加 / added {new.name}", markup=False)


def _check(new: NewUser, town: Town) -> None:
    if not new.name.strip() or len(new.name) > 60:
        raise WrongUse("用户名要有 1 到 60 个字符 / a name has 1 to 60 characters")
    if (Role.UNIT in new.roles) != (new.unit is not None):
        raise WrongUse("承办单位用户要用 --unit 指明单位 / role unit goes with --unit, and only it")
    if new.unit is not None and new.unit not in town.city.units:
        raise WrongUse(f"没有这个单位 / there is no unit {new.unit}")


async def list_all(settings: Settings) -> None:
    migrate(settings.database_url)
    async with open_database(settings.database_url) as database:
        users = await database.read(people.all_users)
    table = Table("用户 name", "角色 roles", "单位 unit", "状态 state")
    for user in users:
        state = "停用 disabled" if user.disabled else "在用 active"
        table.add_row(user.name, ", ".join(sorted(user.roles)), user.unit or "", state)
    show.print(table)


async def disable(settings: Settings, name: str) -> None:
    """Raises CommandFailed for an unknown name."""
    migrate(settings.database_url)
    async with open_database(settings.database_url) as database:
        if not await database.write(people.disable, name):
            raise CommandFailed(f"没有这个用户 / there is no user {name}")
    show.print(f"已停用，其登录已全部失效 / disabled {name}, every session is over", markup=False)
