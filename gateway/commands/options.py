"""Options that many commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gateway.settings import Settings, read_settings

SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings", "-s", help="设置文件 / settings file (TOML)", envvar="DUOKOU_SETTINGS"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="一个 JSON 对象 / one object")]


def settings_of(path: Path | None) -> Settings:
    """Raises SettingsError."""
    return read_settings(path, os.environ)


class Target(StrEnum):
    """What a model can say of a text."""

    CATEGORY = "category"
    UNIT = "unit"
    KIND = "kind"
