"""What the web form must know of its city."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from channels.base import ChannelSettings


class District(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    zh: str
    en: str


class EmergencyNumber(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(pattern=r"^[0-9]{3,12}$")
    label_zh: str
    label_en: str


EMERGENCY = (
    EmergencyNumber(number="110", label_zh="报警", label_en="Police"),
    EmergencyNumber(number="119", label_zh="火警", label_en="Fire"),
    EmergencyNumber(number="120", label_zh="急救", label_en="Ambulance"),
)


class WebformSettings(ChannelSettings):
    """`longest` counts characters; `home` and `progress` are the paths of those pages."""

    name_zh: str
    name_en: str
    districts: tuple[District, ...] = ()
    emergency: tuple[EmergencyNumber, ...] = EMERGENCY
    longest: int = Field(default=20_000, gt=0)
    home: str = "/"
    progress: str = "/progress"
