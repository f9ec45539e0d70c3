"""A dialogue as it stands in a file: who says what, what is answered, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SCRIPTS = Path(__file__).parent / "scripts"
CHAT_DOORS = ("wechat", "wecom", "kefu", "telegram", "webchat", "sms")

Slot = Literal["what", "where", "when"]
Language = Literal["zh", "en"]
_SPANS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def _span(value: object) -> timedelta:
    """ "2 days", "31 minutes". Raises ValueError."""
    found = re.fullmatch(r"(\d+) (second|minute|hour|day)s?", str(value))
    if found is None:
        raise ValueError("say it like this: 2 days, 31 minutes")
    return timedelta(seconds=int(found[1]) * _SPANS[found[2]])


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _act(value: object) -> object:
    return {"words": value} if isinstance(value, str) else value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spot(_Part):
    latitude: float
    longitude: float
    label: str


class Act(_Part):
    """One message of a citizen. `press` is one of the answers offered last, counted from 1."""

    words: str = ""
    picture: bool = False
    album: int = 0
    voice: bool = False
    location: Spot | None = None
    sticker: bool = False
    press: int = 0
    times: int = Field(default=1, le=500)  # the same words, numbered, one right after the other

    @model_validator(mode="after")
    def _one_thing(self) -> Act:
        if len(list(self.named)) != 1:
            raise ValueError("one message is one thing")
        return self

    @property
    def named(self) -> Iterator[str]:
        """Which of its kinds it is."""
        for name in ("words", "picture", "album", "voice", "location", "sticker", "press"):
            if getattr(self, name):
                yield name


class Expect(_Part):
    """What the answers to one turn hold: keys of templates, or words as they stand.

    `says` all of these, `any` at least one, `never` none. `choices` is how many answers the last
    message offers; `silent` that nothing is said.
    """

    says: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    any: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    never: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    choices: int | None = None
    silent: bool = False


class Staff(_Part):
    """What a person at the desk does in this conversation.

    `files`: when he gives it back, what the citizen said meanwhile becomes a report.
    """

    takes_over: bool = False
    says: str = ""
    gives_back: bool = False
    files: bool = False


def _staff(value: object) -> object:
    known = {"takes over": {"takes_over": True}, "gives back": {"gives_back": True}}
    known["gives back and files"] = {"gives_back": True, "files": True}
    return known.get(value, value) if isinstance(value, str) else value


Acts = Annotated[tuple[Annotated[Act, BeforeValidator(_act)], ...], BeforeValidator(_several)]


class Turn(_Part):
    """`tells` are the things a report needs that have been said with this turn.

    `otherwise` is said at a door that cannot do what `citizen` does. `language` is the one that
    the answer is expected in, where it is not the dialogue's.
    """

    citizen: Acts = ()
    who: str = "citizen"
    otherwise: str = ""
    staff: Annotated[Staff | None, BeforeValidator(_staff)] = None
    wait: Annotated[timedelta | None, BeforeValidator(_span)] = None
    restart: bool = False
    tells: Annotated[tuple[Slot, ...], BeforeValidator(_several)] = ()
    language: Language | None = None
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_thing(self) -> Turn:
        if [bool(self.citizen), bool(self.staff), bool(self.wait), self.restart].count(True) != 1:
            raise ValueError("a turn is one of: citizen, staff, wait, restart")
        return self

    @property
    def needs(self) -> frozenset[str]:
        """What besides words a door must carry for it."""
        kinds = {name for act in self.citizen for name in act.named}
        return frozenset(kinds & {"picture", "album", "voice", "location"})


class Filed(_Part):
    """A report as it should be: fragments of what stands in it; what is left out does not count.

    `says` stand in the words of its messages, `lacks` do not. `pictures` counts attachments.
    """

    category: str = ""
    kind: str = ""
    urgency: str = ""
    place: str = ""
    status: str = ""
    says: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    lacks: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    pictures: int | None = None
    alarm: bool | None = None


class Ending(_Part):
    """What has become of somebody's words. `questions` were asked before his first report."""

    reports: tuple[Filed, ...] | None = None
    questions: int | None = None
    talked: int | None = None


class Player(_Part):
    """Somebody else who takes part: at the same door, or at another one."""

    door: Literal["same", "another"] = "same"
    ending: Ending = Ending()


class Script(Ending):
    """`cast` are those who take part besides the citizen; `language` is his, and his program's."""

    title: str
    shows: str
    language: Language = "zh"
    cast: dict[str, Player] = Field(default_factory=dict)
    turns: tuple[Turn, ...]
    name: str

    @model_validator(mode="after")
    def _everybody_known(self) -> Script:
        if unknown := {turn.who for turn in self.turns} - {"citizen", *self.cast}:
            raise ValueError(f"not in the cast: {', '.join(sorted(unknown))}")
        return self

    @property
    def alone(self) -> bool:
        """Whether it needs a gateway of its own, because time passes or the gateway ends."""
        return any(turn.wait or turn.restart for turn in self.turns)

    def cannot(self, door: str, can: frozenset[str]) -> str:
        """Why it cannot be performed at this door; "" when it can."""
        lacking = [turn.needs - can for turn in self.turns if not turn.otherwise]
        missing = sorted(set().union(*lacking))
        return f"{door} carries no {', '.join(missing)}" if missing else ""


def read_script(path: Path) -> Script:
    """Raises pydantic.ValidationError, yaml.YAMLError."""
    told: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return Script.model_validate({**told, "name": path.stem})


def all_scripts() -> tuple[Script, ...]:
    return tuple(read_script(path) for path in sorted(SCRIPTS.glob("*.yaml")))
