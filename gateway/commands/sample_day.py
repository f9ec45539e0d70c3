"""The reports of the sample day: written for the demo, and the city's own examples."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files

import yaml

from routing_rules import City


@dataclass(frozen=True, slots=True)
class Sample:
    """One report; `id` is the same on every run. `event` joins reports of one event."""

    id: str
    door: str
    text: str
    place: str = ""
    district: str = ""  # area code, for the form
    name: str = ""
    phone: str = ""
    event: str = ""
    line: str = ""  # a call's, as are the next two
    transcript: str = ""
    callback: str = ""
    publication: str = ""  # a clipping's, as are the next two
    title: str = ""
    link: str = ""


def sample_day(city: City) -> list[Sample]:
    """Every sample that can be sent in this city."""
    written = yaml.safe_load(files(__package__).joinpath("sample_day.yaml").read_text("utf-8"))
    day = [_sample(entry) for entry in written["reports"]]
    return day + [
        Sample(_id(example.text), "partner", example.text, place=_where(city, example.area))
        for example in city.examples
        if example.urgency != "U0"  # one day has few of those; the file has its own
    ]


def events(samples: list[Sample]) -> list[list[Sample]]:
    """The samples of each event, in the order of the file."""
    joined: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if sample.event:
            joined[sample.event].append(sample)
    return list(joined.values())


def _sample(entry: dict[str, str]) -> Sample:
    return Sample(id=_id(entry["text"]), **entry)


def _where(city: City, area: str | None) -> str:
    """The area in words, district first."""
    if area is None or area not in city.areas:
        return ""
    return "".join(each.name for each in reversed(city.areas.chain(area)) if each.level != "city")


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:22]
