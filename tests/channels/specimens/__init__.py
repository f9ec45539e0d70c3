"""One specimen for each door."""

from __future__ import annotations

from tests.channels.specimen import Specimen
from tests.channels.specimens import hotline, media, open311, partner, pull, telegram, webform

SPECIMENS: dict[str, Specimen] = {
    "hotline": hotline.SPECIMEN,
    "media": media.SPECIMEN,
    "open311": open311.SPECIMEN,
    "partner": partner.SPECIMEN,
    "pull": pull.SPECIMEN,
    "telegram": telegram.SPECIMEN,
    "webform": webform.SPECIMEN,
}
