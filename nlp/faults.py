"""Tells a dangerous fault (a broken cover, a leaning lamp) from an emergency with people in it."""

import re

_PASSERS = r"孩|娃|学生|老人|行人|路人|(?<!没)有人"
_PEOPLE = (
    rf"{_PASSERS}|砸[到着中伤]了?人|压[到着住在].{{0,3}}人|[受有]伤|伤[到了员]|流血"
    r"|困|救|底下|躺|昏|喊|[房屋]"
)
_FELL = r"掉[进下到入]|跌|栽|坠|摔|落[进入井]|[踩踏]空|掉里|陷进|卡|喊|救|伤|哭"
_POISONED = r"昏|抽|倒|血|不醒|喘|死|白沫|晕|药|误"
_PIPE = r"水管|管道|爆管|管子|漏水|自来水|马桶|下水"
_DRAIN = r"下水|污水|脏水|臭水|粪水|地漏|马桶|化粪池|[返反]水"
_FUMES = r"[气烟电火晕淹]|水位|没[过到]"
_STREET = (
    r"站牌|[路标门]牌|[指标][示志]牌|座椅|长椅|凳|垃圾[桶箱]|栏杆|护栏|健身器|花坛|花盆|台阶|(?:单元|楼道|防火|大|院)门|门禁"
    r"|邮箱|减速带|隔离[桩墩栏]|石墩|道闸|抬杆|快递柜|晾衣|扶手|地砖|宣传栏|公告栏|橱窗"
)
_LAMP = r"路灯|灯杆|信号灯|红绿灯"
_ABOVE = (
    r"[个名位女男大]人|人被|电线|电缆|楼(?![道梯下门上])|[桥墙塔吊顶砸坠]|高空|空中|往下掉"
    r"|有电|漏电|冒[火烟]"
)
_BROKEN = (
    r"^(?!.*(?:没[了有盖]|(?<!看)不见|丢|偷|缺[了失]|敞|张着|大口|掀|[打大]开|开着|无盖|露[出着]))"
    r".*[碎破裂松响翘坏歪陷角晃]"
)
# Hazards, what it is then, the words that must speak of it, the words that say people have come
# to harm or soon will.
_FAULTS = (
    ({"manhole"}, "fault", re.compile(_BROKEN), re.compile(_FELL)),
    ({"collapse"}, "fault", re.compile(r"井.{0,4}盖|盖子|树"), re.compile(_PEOPLE)),
    (
        {"collapse"},
        "fault",
        re.compile(rf"{_LAMP}|[招告]牌[^,。]{{0,6}}[歪斜]"),
        re.compile(rf"{_PEOPLE}|{_ABOVE}|掉"),
    ),
    ({"collapse"}, "street", re.compile(_STREET), re.compile(rf"{_PEOPLE}|{_ABOVE}")),
    (
        {"hurt"},
        "street",
        re.compile(rf"(?:{_STREET}|{_LAMP})[^,。]{{0,6}}撞[倒上了]"),
        re.compile(rf"{_PEOPLE}|{_ABOVE}"),
    ),
    ({"hurt"}, "fault", re.compile(r"吐(?!血|白)|泻|拉肚子|肚子疼"), re.compile(_POISONED)),
    ({"water"}, "pipe", re.compile(_PIPE), re.compile(_PEOPLE)),
    ({"sensed"}, "pipe", re.compile(_DRAIN), re.compile(rf"{_PEOPLE}|{_FUMES}")),
)
# Words right before harm that say it has not come; in the same clause, so that fear is not one.
_UNFELT = re.compile(
    r"(?:容易|差点|险些|怕|担心|小心|万一|要是|如果|免得|以免|早晚|迟早|可能)[^,、]{0,6}$|[会谁别][^人,、]?$"
)


def fault(code: str, sentence: str) -> str | None:
    """What is at fault in a sentence with danger of that code, if nobody has come to harm by it.

    "fault" is urgent (U1, not U0); "pipe" and "street" are as urgent as their category.
    """
    rules = (each for each in _FAULTS if code in each[0] and each[2].search(sentence))
    return next((how for _, how, _, harm in rules if not _felt(sentence, harm)), None)


def _felt(sentence: str, harm: re.Pattern[str]) -> bool:
    harmed = (match.start() for match in harm.finditer(sentence))
    return any(not _UNFELT.search(sentence[max(0, start - 9) : start]) for start in harmed)


_HARMED = (
    r"\b(?:child|children|kids?|babies|baby|boy|girl|man|woman|lady|people|person|someone|somebody"
    r"|workers?|students?|injur\w+|hurt|trapped|bleeding|screaming|dead|inside|underneath)\b"
)
_FELL_IN = r"\b(?:fell|fallen|falls|falling|stuck|trapped|screaming|crying|injured|hurt|broke h)\b"
_ILL = (
    r"\b(?:unconscious|collapsed|faint\w*|passed out|blood|dying|dead|breathe|seizure|pesticide)\b"
)
_ENGLISH_FAULTS = {
    "manhole": (
        "fault",
        re.compile(r"\b(?:broken|loose|rattl\w*|crack\w*)\b"),
        re.compile(_FELL_IN),
    ),
    "collapse": (
        "fault",
        re.compile(r"\b(?:trees?|branch(?:es)?|sign(?:board)?|billboard|poles?|lamp ?post)\b"),
        re.compile(rf"{_HARMED}|\b(?:on (?:a|my|our|the) (?:car|house|roof)|houses?|cars?)\b"),
    ),
    "hurt": ("fault", re.compile(r"\b(?:food poisoning|vomit\w*|diarrh\w*)\b"), re.compile(_ILL)),
}
_NO_HARM = re.compile(
    r"\b(?:could|may|might|can|will|would|before|almost|nearly|afraid|worried|danger(?:ous)?|risk"
    r"|easily|no ?body|no one|not|if|in case|for|luckily)\b[^,]{0,24}$"
)


def english_fault(code: str, sentence: str) -> str | None:
    """The same of an English sentence."""
    if code not in _ENGLISH_FAULTS:
        return None
    how, speaks_of, harm = _ENGLISH_FAULTS[code]
    harmed = (match.start() for match in harm.finditer(sentence))
    felt = any(not _NO_HARM.search(sentence[max(0, start - 34) : start]) for start in harmed)
    return how if speaks_of.search(sentence) and not felt else None
