"""How a moment is said to a citizen: his city's time, in his language, without a code to crack."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from channels.message import Language

PATTERNS = {"zh": "M月d日 HH:mm", "en": "d MMMM, HH:mm"}
OTHER_YEAR = {"zh": "y年M月d日 HH:mm", "en": "d MMMM y, HH:mm"}
WEEKDAY = {"zh": "M月d日（EEEE）HH:mm", "en": "EEEE d MMMM, HH:mm"}
LOCALES = {"zh": "zh_CN", "en": "en_GB"}


def said(moment: datetime, language: Language, zone: ZoneInfo, now: datetime) -> str:
    """7月3日 18:00 (3 July, 18:00); with the year when it is not that of `now`."""
    local = moment.astimezone(zone)
    patterns = PATTERNS if local.year == now.astimezone(zone).year else OTHER_YEAR
    return format_datetime(local, patterns[language], locale=LOCALES[language])


def promised(moment: datetime, language: Language, zone: ZoneInfo) -> str:
    """7月3日（星期五）18:00: a deadline, with the day of the week people count by."""
    return format_datetime(moment.astimezone(zone), WEEKDAY[language], locale=LOCALES[language])
