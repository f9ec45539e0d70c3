"""`duokou check` and `migrate`, and what is said of settings that cannot be used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.settings import PACKAGED_CITY
from tests.commands.running import duokou, duokou_here


def test_a_new_installation_is_sound(tmp_path: Path) -> None:
    empty = duokou_here("check", cwd=tmp_path)
    migrated = duokou_here("migrate", cwd=tmp_path)
    filled = duokou_here("check", cwd=tmp_path)

    assert (empty.code, migrated.code, filled.code) == (0, 0, 0), filled.out
    assert "西宁市" in filled.out
    assert "0 处不同" in filled.out


def test_finds_a_broken_city(tmp_path: Path) -> None:
    city = tmp_path / "city"
    shutil.copytree(PACKAGED_CITY, city)
    rules = city / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("otherwise:", "otherwize:"), "utf-8")
    (tmp_path / "duokou.toml").write_text('city = "city"\n')

    checked = duokou_here("check", "-s", "duokou.toml", cwd=tmp_path)
    served = duokou("serve", "-s", "duokou.toml", cwd=tmp_path)

    assert checked.code == 1
    assert "rules.yaml" in checked.out
    assert served.code == 2
    assert "rules.yaml" in served.err
    assert not (tmp_path / "var" / "duokou.db").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "unknown prot; 可用 known: folder, database"),
        ("port = 99999", "port"),
        ("port = ", "TOML"),
        ('[channels.wechatt]\ntoken = "x"', "unknown wechatt; 可用 known: "),
        ("[channels.webform]\nlongst = 3", "unknown longst; 可用 known: "),
        ('secret = "$DUOKOU_TEST_SECRET"', "DUOKOU_TEST_SECRET"),
        ('database = "sqlite:////proc/no/duokou.db"', ""),
    ],
)
def test_names_the_word_that_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "duokou.toml").write_text(text)

    done = duokou_here("serve", "-s", "duokou.toml", cwd=tmp_path)

    assert done.code in (1, 2)
    assert says in done.err
    assert "Traceback" not in done.err


def test_takes_a_secret_from_the_environment_and_never_shows_it(tmp_path: Path) -> None:
    (tmp_path / "duokou.toml").write_text('secret = "$OURS"\nport = "x"')

    done = duokou_here("serve", "-s", "duokou.toml", cwd=tmp_path, OURS="do-not-show-this")

    assert done.code == 2
    assert "port" in done.err
    assert "do-not-show-this" not in done.err


def test_every_command_explains_itself(tmp_path: Path) -> None:
    for words in (["serve"], ["demo"], ["import"], ["check"], ["migrate"], ["user", "add"]):
        done = duokou_here(*words, "--help", cwd=tmp_path)

        assert done.code == 0
        assert "--" in done.out
    assert duokou("fly", cwd=tmp_path).code == 2


@pytest.mark.parametrize(("wished", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_takes_one_core_unless_told_otherwise(wished: dict[str, str], threads: str) -> None:
    """A process for each core is better than threads that wait for each other."""
    asked = (
        "import sys; import gateway; assert 'numpy' not in sys.modules; import gateway.__main__; "
        "import os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    inherited = {name: each for name, each in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}

    told = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        env={**inherited, **wished},
    ).stdout

    assert told.strip() == threads
