"""Finds what people write out of politeness, which says nothing of the matter."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

_EDGE = 150  # characters at the start in which people greet
_ADDRESSED = (
    r"(?:领导|书记|市长|省长|县长|区长|州长|镇长|局长|厅长|主任|部长|院长|处长|科长|负责人|同志|工作人员"
    r"|客服|话务员|接线员|老师|编辑|小编|政府|部门|单位|平台|热线|信箱)"
)
_GREETING = re.compile(
    rf"(?:尊敬|敬爱|亲爱|可敬)的[^,。!?;:\n]{{0,18}}?{_ADDRESSED}?们?(?:及[^,。!?;:\n]{{0,8}}{_ADDRESSED}们?)?"
    r"(?:您好|你好|您们好|你们好|大家好|好)?[,。!:;\n~]+"
    rf"|(?:各位|市|省|县|区){{0,2}}{_ADDRESSED}们?(?:您|你|您们|你们)?好[,。!:;\n~]+"
    r"|(?:您|你|您们|你们|大家|各位)好[,。!:;\n~]*"
    r"|(?:早上|上午|中午|下午|晚上)好[,。!:;\n~]*"
    r"|(?:打扰了|不好意思打扰|冒昧打扰|辛苦了|在吗|在么|有人吗)[,。!?:;\n~]*"
)
_WHO = (
    r"(?:各位|各级|上级|市|县|区|省|镇|有关|相关|贵|你|您|政府|职能|主管|执法|监管|环保|的|和){0,5}"
)
_WHOM = r"(?:领导|部门|单位|政府|局|人员|同志|书记|市长|省长|县长|机关|平台)?们?"
_HOW = (
    r"(?:能够?|可以|给予?|予以|加以|尽快|尽早|及时|高度|早日|认真|妥善|彻底|帮忙|帮助|协助|引起|对此事?|抽空|百忙之中"
    r"|一个|一下|我们?|老百姓|群众|居民|业主|我们?一个|我们?百姓){0,5}"
)
_DEED = (
    r"(?:关注|重视|解决|处理|回复|答复|回应|关心|落实|核实|查实|查处|过问|解答|受理|督促|监督|整改"
    r"|明确答复|满意的?答复|说法|答案)"
)
_THANKED = (
    r"(?:您|你|您们|你们|大家|各位|领导|政府|书记|市长|省长|同志|工作人员|热线|12345|平台|部门)"
)
_THANKS = (
    r"(?:在此|再次|先|提前|这里|表示|谨致|致以|万分|非常|十分|由衷|不胜|衷心|深表|最|崇高的){0,3}"
    rf"(?:(?:感谢|谢谢|多谢|感激|感恩|拜托|3q|thx)(?:不尽|了|啦|{_THANKED}){{0,3}}"
    r"(?:能|的)?(?:百忙之中|抽空|宝贵时间|辛勤|辛苦|付出|工作|劳动|帮助|支持|理解|关注|关心|努力|配合|重视|回复|解答"
    rf"|处理|查看|阅读|看信|的|和|与|、){{0,5}}|{_THANKED}{{0,2}}(?:们)?辛苦(?:了|啦|您了|你们了|大家了))"
    r"[吧呀啊哦噢哈]?(?=[,。!?;\n~]|$)"
)
_CLOSING = re.compile(
    rf"(?<![^,。!?;\n])(?:特此|在此|现|还)?(?:恳请|恳求|请求|烦请|敬请|希望|但愿|盼望?|望|请|跪求|求){_WHO}{_WHOM}{_HOW}{_DEED}"
    r"(?:一下|此事|此问题|这个问题|该问题|问题|为盼|为谢|为感|为荷|吧|啊)?(?=[,。!?;\n~]|$)"
    rf"|{_THANKS}"
    r"|(?:盼复|盼回复|望回复|望复|急盼|静候佳音|特此反映|特此投诉|特此举报|特此说明|此致|敬礼|顺祝|顺颂"
    r"|祝(?=[您你大领工身生万一各好福安]))[^,。!?;\n]{0,10}(?=[,。!?;\n~]|$)"
)


_THANKING = re.compile(_THANKS)
_DONE = re.compile(
    r"(?<![没未不])(?:修|解决|处理|弄|换|补|办|清理|恢复|疏通|协调|安排|落实)(?:好|完|妥|掉|通)?了"
    r"|找(?:到|回)了?|到账|退(?:回|给)|(?:感谢|谢谢)[^,。!?]{0,12}帮|(?:真的?|很|太|特别|非常)(?:好|棒|负责|热心|耐心|细心|暖|感动)"
    r"|得(?:真|很|太|这么|特别)?快|满意|热心|耐心|暖心|感动|多亏|幸亏|好样的|点赞"
)
_SAID = re.compile(r"\w")


def courtesies(text: str) -> list[tuple[int, int]]:
    """Spans of a normalised text that greet, thank or ask for an answer in a set phrase, in order.

    A request that says what is wanted is none of these. Takes time in proportion to the length.
    """
    greetings = (match.span() for match in _GREETING.finditer(text, 0, _EDGE))
    closings = (match.span() for match in _CLOSING.finditer(text))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(chain(greetings, closings)):
        if start < end and (not spans or start >= spans[-1][1]):
            spans.append((start, end))
    return spans


def unthanked(text: str) -> str:
    """The text with set phrases of thanks blanked, so that positions hold.

    They stay where something was done for him, or where nothing else is said.
    """
    if _DONE.search(text):
        return text
    rest = blanked(text, (match.span() for match in _THANKING.finditer(text)))
    return rest if _SAID.search(rest) else text


@lru_cache(maxsize=8)  # every model in use reads the same message
def plain(text: str) -> str:
    """The text with every courtesy blanked, so that positions hold."""
    return blanked(text, courtesies(text))


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with line breaks in place of what stands at some spans, which are in order."""
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], "\n" * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])
