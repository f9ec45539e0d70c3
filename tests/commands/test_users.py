"""`duokou user`: who may work at the desks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import duokou, duokou_here

PASSWORD = "a long enough password\n"


def test_adds_lists_and_disables_a_user(tmp_path: Path) -> None:
    words = ("user", "add", "wang", "--role", "operator", "--password-stdin")
    added = duokou(*words, cwd=tmp_path, stdin=PASSWORD)

    disabled = duokou_here("user", "disable", "wang", cwd=tmp_path)
    listed = duokou_here("user", "list", cwd=tmp_path)

    assert (added.code, disabled.code, listed.code) == (0, 0, 0), added.err
    assert "wang" in listed.out
    assert "停用" in listed.out
    assert "argon2" not in listed.out


@pytest.mark.parametrize(
    ("words", "password", "code", "says"),
    [
        (["wang", "--role", "operator"], "short\n", 2, "密码至少"),
        (["wang", "--role", "king"], PASSWORD, 2, "king"),
        (["wang", "--role", "unit"], PASSWORD, 2, "--unit"),
        (["wang", "--role", "operator", "--unit", "xn-gs"], PASSWORD, 2, "--unit"),
        (["wang", "--role", "unit", "--unit", "nowhere"], PASSWORD, 2, "没有这个单位"),
    ],
)
def test_refuses_a_user_that_cannot_be(
    tmp_path: Path, words: list[str], password: str, code: int, says: str
) -> None:
    done = duokou_here("user", "add", *words, "--password-stdin", cwd=tmp_path, stdin=password)

    assert done.code == code
    assert says in done.err


def test_a_name_is_given_once(tmp_path: Path) -> None:
    words = ("user", "add", "wang", "--role", "operator", "--password-stdin")
    duokou_here(*words, cwd=tmp_path, stdin=PASSWORD)

    again = duokou_here(*words, cwd=tmp_path, stdin=PASSWORD)

    assert again.code == 1
    assert "已有这个用户" in again.err


def test_an_unknown_user_cannot_be_disabled(tmp_path: Path) -> None:
    done = duokou_here("user", "disable", "nobody", cwd=tmp_path)

    assert done.code == 1
    assert "没有这个用户" in done.err
