"""Tells mere insults from reports that insult somebody besides."""

import re

# said of whoever listens; what may as well be the matter (垃圾, 猪, 骗子) only together with him
_YOU = r"(?:你们?|您|政府|热线|机器人?|客服|部门|接线员|这[帮群些个]人?|一?[帮群]|全家)"
_DOUBTFUL = r"(?:垃圾|骗子|猪|有病|滚|混蛋|不要脸|神经病)"
_ABUSE = re.compile(
    rf"{_YOU}[都全就是真太的一个些帮群]*{_DOUBTFUL}|{_DOUBTFUL}(?:的)?(?:{_YOU}|东西|玩意儿?)"
    rf"|(?:^|[\W_])滚[开蛋吧]*(?=[\W_]|$)|^[\W_]*(?:混蛋|不要脸|神经病|有病吧?|猪头?)[们啊吧\W_]*$"
    r"|(?:真|太)?他妈的?垃圾|他妈的?|你妈的?|妈的|[操草艹日]你妈?|草泥马|tmd|傻[逼子帽]|智障|废物|去死"
    r"|王八蛋|脑残|白痴|饭桶|死(?:机器人?|政府|热线|客服)|吃干饭|狗东西|什么玩意儿?|吃屎|蠢货|滚蛋"
    r"|\b(?:idiots?|stupid|fuck(?:ing)?(?: (?:you|off))?|shit|bastards?|useless|assholes?|damn)\b",
    re.IGNORECASE,
)
# nothing that may befall somebody is filling: 妈的,人死了 is a call for help
_FILLING = re.compile(
    r"[你们您这帮群都是一个些人的了吗呢啊吧就真太什么东西玩意儿只会机器客服政府热线]"
    r"|\b(?:you|your|are|is|it|this|that|all|so|such|a|an|the|of|bunch|people|bot|hotline)\b"
)


def is_abuse(text: str) -> bool:
    """Whether nothing but filling words is left of it once the insults are taken away.

    A report that insults somebody besides is a report: one letter more than filling is enough.
    """
    left, insults = _ABUSE.subn(" ", text.casefold())
    return insults > 0 and not any(map(str.isalpha, _FILLING.sub(" ", left)))
