"""One mouth for each chat door."""

from tests.dialogues.mouths.base import CannotDo, Heard, Mouth
from tests.dialogues.mouths.kefu import KefuMouth
from tests.dialogues.mouths.sms import SmsMouth
from tests.dialogues.mouths.telegram import TelegramMouth
from tests.dialogues.mouths.webchat import WebchatMouth
from tests.dialogues.mouths.wechat import WechatMouth
from tests.dialogues.mouths.wecom import WecomMouth

MOUTHS: dict[str, type[Mouth]] = {
    mouth.door: mouth
    for mouth in (WechatMouth, WecomMouth, KefuMouth, TelegramMouth, WebchatMouth, SmsMouth)
}

__all__ = ["MOUTHS", "CannotDo", "Heard", "Mouth"]
