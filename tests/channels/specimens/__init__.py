"""One specimen for each door."""

from __future__ import annotations

from tests.channels.specimen import Specimen
from tests.channels.specimens import (
    hotline,
    media,
    open311,
    partner,
    pull,
    sms,
    telegram,
    webform,
    wechat,
)

SPECIMENS: dict[str, Specimen] = {
    "hotline": hotline.SPECIMEN,
    "media": media.SPECIMEN,
    "open311": open311.SPECIMEN,
    "partner": partner.SPECIMEN,
    "pull": pull.SPECIMEN,
    "sms": sms.SPECIMEN,
    "telegram": telegram.SPECIMEN,
    "webform": webform.SPECIMEN,
    "wechat": wechat.SPECIMEN,
}
