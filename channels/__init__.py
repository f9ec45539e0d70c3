"""The channels citizens come in by: one contract, one file for each door."""

from __future__ import annotations

from channels.base import Channel
from channels.hotline import HotlineChannel
from channels.kefu import KefuChannel
from channels.mail import MailChannel
from channels.media import MediaChannel
from channels.open311 import Open311Channel
from channels.partner import PartnerChannel
from channels.pull import PullChannel
from channels.sms import SmsChannel
from channels.telegram import TelegramChannel
from channels.webchat import WebchatChannel
from channels.webform import WebformChannel
from channels.wechat import WechatChannel
from channels.wecom import WecomChannel

CHANNELS: dict[str, type[Channel]] = {
    channel.name: channel
    for channel in (
        HotlineChannel,
        KefuChannel,
        MailChannel,
        MediaChannel,
        Open311Channel,
        PartnerChannel,
        PullChannel,
        SmsChannel,
        TelegramChannel,
        WebchatChannel,
        WebformChannel,
        WechatChannel,
        WecomChannel,
    )
}
