"""Words whose presence or denial changes what is to be done about a call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from channels.hotline.numerals import plain

State = Literal["", "said", "denied"]


@dataclass(frozen=True, slots=True)
class Weighty:
    """Different words for one thing; `grave` ones are danger to people.

    `wanted` ones are what callers ask for: a wish for it does not say that it is so.
    """

    zh: str
    en: str
    words: re.Pattern[str]
    grave: bool
    wanted: bool


def _weighty(zh: str, en: str, words: str, *, grave: bool = False, wanted: bool = False) -> Weighty:
    return Weighty(zh, en, re.compile(words), grave, wanted)


WEIGHTY = (
    _weighty("煤气、燃气", "gas", "煤气|天然气|燃气|液化气|瓦斯|煤烟", grave=True),
    _weighty("起火、冒烟", "fire or smoke", "[着起失]火|火灾|冒烟|黑烟|烧[起着]", grave=True),
    _weighty("触电、漏电", "electric shock", "触电|漏电|电死|带电|电线[掉断垂]", grave=True),
    _weighty("爆炸", "explosion", "爆炸|炸了", grave=True),
    _weighty("坍塌、坠落", "collapse or fall", "坍塌|倒塌|塌[了陷方]|坠[落楼物]", grave=True),
    _weighty("被困", "people trapped", "被困|困在|出不来|关在里面", grave=True),
    _weighty("有人受伤", "injury", "受伤|流血|出血|晕倒|昏迷|昏倒|骨折|头晕|喘不上", grave=True),
    _weighty("死亡", "death", "死了|死人|死亡|去世|没气了", grave=True),
    _weighty("落水", "drowning", "落水|溺水|淹死|掉[进到](?:河|湖|水|井|沟)", grave=True),
    _weighty("轻生", "suicide", "不想活|自杀|轻生|跳楼|跳河|活不下去", grave=True),
    _weighty("暴力", "violence", "持刀|拿刀|砍|打人|打架|动手打|家暴", grave=True),
    _weighty("中毒", "poisoning", "中毒|上吐下泻|拉肚子", grave=True),
    _weighty("老人、孩子、孕妇、病人", "frail people", "老人|孩子|小孩|婴儿|孕妇|病人|残疾|瘫痪"),
    _weighty("紧急", "urgency", "马上|立刻|立即|紧急|赶紧|赶快|救命|快来"),
    _weighty("修好、解决", "solved", "解决|修好|修复|处理好|恢复", wanted=True),
    _weighty("有人来过", "somebody came", "来过"),
    _weighty("同意", "consent", "同意|愿意"),
    _weighty("保密", "confidentiality", "保密|匿名|别说是我|不要透露"),
    _weighty("退款、赔偿", "refund", "退款|退钱|赔偿|退费"),
)
_DENIED = re.compile(r"(?:没有?|无|未|不(?!想活)|别|并非)[^,。?!;、]{0,3}$")
_ASKED = re.compile(r"(?:有没有|是不是|是否|有无|会不会|能不能|要不要)[^,。?!;]{0,4}$")
_WISHED = re.compile(r"(?:要求|希望|盼|请|尽快|早日|及时|帮|协调|催)[^,。?!;]{0,6}$")


def state(weighty: Weighty, text: str) -> State:
    """Whether a text says it, or says only that it is not so; a question says neither.

    A question about danger counts as said: whoever asked had a reason.
    """
    found: State = ""
    said = plain(text).replace("，", ",").replace("；", ";")
    for each in weighty.words.finditer(said):
        before = said[max(0, each.start() - 8) : each.start()]
        if weighty.wanted and _WISHED.search(before):
            continue
        if _ASKED.search(before):
            if weighty.grave:
                return "said"
        elif not _DENIED.search(before):
            return "said"
        else:
            found = "denied"
    return found
