"""What the account says of its own accord, Chinese first, English beside it."""

from __future__ import annotations

import re

from channels.base import Problem

WELCOME = (
    "您好，这里是 12345。请直接把事情写下来（什么地方、什么事），也可以发照片、语音、视频和位置。"
    "收到后会给您一个编号。\n"
    "Hello, this is 12345. Write down what happened and where; photos, voice, video and your "
    "location are welcome too. You will get a number."
)

UNKNOWN_KIND = Problem(
    "",
    "unknown-kind",
    "这种内容我们收不了（例如文件、名片、小程序）。请用文字、照片、语音、视频或位置告诉我们。",
    "We cannot take this kind of message (files, cards, mini programs). "
    "Please use text, photos, voice, video or a location.",
)
ONLY_EMOJI = Problem(
    "text",
    "no-words",
    "收到您的表情了。请用文字写下发生了什么、在什么地方，我们好为您登记。",
    "Thank you for the emoji. Please say in words what happened and where.",
)

# a sticker is sent as its name in brackets or as an old code; names of the built-in set
_CODES = re.compile(
    r"\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑"
    r"|愉快|白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|鄙视"
    r"|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶"
    r"|吃瓜|加油|汗|天啊|Emm|社会社会|旺柴|好的|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心"
    r"|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|OK|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮"
    r"|太阳|庆祝|礼物|红包|發|福|烟花|爆竹|猪头|跳跳|发抖|转圈)\]|/:[\w:,;&+@#*?!()<>|$'-]{1,10}"
)


def only_emoji(text: str) -> bool:
    """Whether nothing is left once the stickers are taken away: no letter, no digit."""
    return bool(text) and not re.search(r"\w", _CODES.sub("", text))
