"""One settings file, read once, refused early and in plain words."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

PACKAGED_CITY = Path(__file__).parent.parent / "routing_rules" / "xining"


class SettingsError(Exception):
    """The settings cannot be used; the message says what to change, Chinese and English."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WebhookSettings(_Table):
    """An outside dispatch backend that tickets are handed to."""

    url: str = Field(pattern=r"^https?://")
    secret: SecretStr = Field(min_length=16)
    units: frozenset[str] = frozenset()  # empty: every unit
    timeout: float = Field(default=10, gt=0, le=120)  # seconds
    tries: int = Field(default=14, ge=1, le=50)


class Settings(_Table):
    """`folder` holds whatever is not in the database: files, and the defaults of the rest."""

    folder: Path = Path("var")
    database: str = ""  # empty: SQLite in `folder`
    stream: str = "database"
    city: Path = PACKAGED_CITY
    host: str = "127.0.0.1"
    port: int = Field(default=8345, ge=0, le=65535)
    public_url: str = ""  # how citizens reach us; empty: http://host:port
    secret: SecretStr = SecretStr("")  # empty: made once and kept in `folder`
    proxy: bool = False  # a proxy in front of us says who calls (X-Forwarded-For)
    survey_days: int = Field(default=7, ge=1, le=90)
    payload_days: int = Field(default=30, ge=1, le=3650)  # how long what arrived can be read again
    workers: int = Field(default=128, ge=1, le=1024)  # calls to far sides going on at a time
    channels: Mapping[str, Mapping[str, Any]] = {"webform": {}}
    webhook: WebhookSettings | None = None

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.database_file}"

    @property
    def database_file(self) -> Path:
        """Where SQLite keeps everything unless `database` says otherwise."""
        return self.folder / "duokou.db"

    @property
    def models(self) -> Path:
        """Where the trained models stand, and which of them are in use."""
        return self.folder / "models"

    @property
    def address(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


def read_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings in `path`, or the defaults without one. Raises SettingsError."""
    if path is None:
        return Settings()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"没有这个设置文件 There is no settings file: {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: 不是有效的 TOML / is not valid TOML: {error}") from error
    try:
        return Settings.model_validate(_with_secrets(table, environment, ""))
    except ValidationError as error:
        raise SettingsError(explained(error, Settings, str(path))) from error


def _with_secrets(value: Any, environment: Mapping[str, str], where: str) -> Any:
    """Every string "$NAME" replaced by what the environment holds."""
    if isinstance(value, dict):
        return {
            key: _with_secrets(inner, environment, f"{where}.{key}".lstrip("."))
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_with_secrets(inner, environment, where) for inner in value]
    if isinstance(value, str) and (name := re.fullmatch(r"\$([A-Z][A-Z0-9_]*)", value)):
        if name[1] not in environment:
            raise SettingsError(
                f"{where}: 环境变量 {name[1]} 没有设置 / the environment has no {name[1]}"
            )
        return environment[name[1]]
    return value


def explained(error: ValidationError, model: type[BaseModel], where: str) -> str:
    """Every problem on a line of its own; for an unknown word, the known ones."""
    return "\n".join(_explained(problem, model, where) for problem in error.errors())


def _explained(problem: Any, model: type[BaseModel], where: str) -> str:
    word = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields) if len(problem["loc"]) == 1 else "docs/settings.md"
        return f"{where}: 不认识 unknown {word}; 可用 known: {known}"
    if problem["type"] == "missing":
        return f"{where}: 缺少 missing {word}"
    return f"{where}: {word}: {problem['msg']}"  # never the value: it may be a secret


def secret_of(settings: Settings) -> bytes:
    """The installation's secret: from the settings, or made once and kept beside the data."""
    if settings.secret.get_secret_value():
        return settings.secret.get_secret_value().encode()
    path = settings.folder / "secret"
    settings.folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip().encode()
