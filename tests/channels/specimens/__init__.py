"""One specimen for each door."""

from __future__ import annotations

from tests.channels.specimen import Specimen
from tests.channels.specimens import (
    hotline,
    kefu,
    mail,
    media,
    open311,
    partner,
    pull,
    sms,
    telegram,
    webchat,
    webform,
    wechat,
    wecom,
)

SPECIMENS: dict[str, Specimen] = {
    "hotline": hotline.SPECIMEN,
    "kefu": kefu.SPECIMEN,
    "mail": mail.SPECIMEN,
    "media": media.SPECIMEN,
    "open311": open311.SPECIMEN,
    "partner": partner.SPECIMEN,
    "pull": pull.SPECIMEN,
    "sms": sms.SPECIMEN,
    "telegram": telegram.SPECIMEN,
    "webchat": webchat.SPECIMEN,
    "webform": webform.SPECIMEN,
    "wechat": wechat.SPECIMEN,
    "wecom": wecom.SPECIMEN,
}
