"""One specimen for each door, in the module that has the door's name."""

from __future__ import annotations

from importlib import import_module

from channels import CHANNELS
from tests.channels.specimen import Specimen

SPECIMENS: dict[str, Specimen] = {
    name: import_module(f"{__name__}.{name}").SPECIMEN for name in CHANNELS
}
