"""Finds thanks and praise that mean the contrary, because the fault they stand beside goes on."""

import re
from functools import lru_cache

from nlp.nearness import Span

# Words that may be meant either way, and are where something goes wrong.
_SAID = re.compile(
    r"(?:真是|真得|真该|真要|可真|真的|实在|太)(?:是|要|得|该|太)?(?:感谢|谢谢|感动|佩服|谢)"
    r"|(?:感谢|谢谢|多谢|多亏)[^,。!?;\n]{0,8}?(?:让|害|叫)(?=我|咱|俺|大家|孩子|娃|老人|全家|居民|业主|全村)"
    r"|好得很|棒得很|(?:也是|真是|算是|彻底|我|真)?服了|呵呵"
    r"|(?:真|可真|太|好)(?:有本事|有水平|有能耐|会办事|会做事|会服务|行|牛|厉害|贴心|周到|优秀)(?:[啊呀呢哈啦了]|(?=[,。!?;~\n]|$))"
    r"|(?:效率|速度|服务|态度|水平|办事)(?:可)?(?:真|太)(?:高|快|好|周到|棒)"
    r"|(?:给|为)(?:你们|他们|物业|你|他)(?:点赞|点个赞|鼓掌|颁奖|发奖状|送锦旗|送面锦旗)"
)
_STANDS = re.compile(
    r"又[没不停坏漏堵断涨塌]|还[没不]|还是[没不坏漏]|一直[没不]|总是|到现在|至今|迟迟|照样|依旧|依然"
    r"|没人(?!员)|没有人|没(?:发|修|来|通|水|电|气|暖|动静|下文|结果|解决|处理|给|退|声音|回音)"
    r"|不(?:发|给|修|接|理|退|亮|热|通|处理|解决|作为|管(?![刮多什怎是白你我]))"
    r"|坏|停[水电气暖]|漏|堵|臭|冻[得死坏裂]|推来推去|推诿|踢皮球|白跑|跑了.{1,4}[趟次]|打了.{1,8}[次遍]|拖欠"
)
_MENDED = re.compile(
    r"(?<![没未不])(?:修|解决|处理|弄|换|补|办|清理|恢复|疏通|协调|安排|落实|接)(?:好|完|妥|掉|通)了?"
    r"|(?<![没未不])(?:修|解决|处理|换|恢复|疏通|落实)了"
    r"|找(?:到|回)|到账了|退[回给](?!.{0,2}[没不])|(?<![没未不])来[水电暖]了|抢修|赶[来到]|冒[着雨雪]|顶着|连夜(?:抢|修|赶)|及时|第一时间"
    r"|当[天场晚](?:就|把|给|来)|耐心|帮|不再|再也[没不]"
)


@lru_cache(maxsize=4)  # asked for what they say and for what is meant without them
def ironies(text: str) -> tuple[Span, ...]:
    """Where a normalised text thanks or praises although its fault stands, in order.

    None where anything tells of help. Takes time in proportion to the length.
    """
    if not _STANDS.search(text) or _MENDED.search(text):
        return ()
    return tuple(match.span() for match in _SAID.finditer(text))
