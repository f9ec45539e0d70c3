"""One specimen for each door."""

from __future__ import annotations

from tests.channels.specimen import Specimen
from tests.channels.specimens import partner, webform

SPECIMENS: dict[str, Specimen] = {"partner": partner.SPECIMEN, "webform": webform.SPECIMEN}
