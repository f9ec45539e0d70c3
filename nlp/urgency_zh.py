"""Weighs Chinese words of danger: now, or asked about, quoted, denied, over."""

import re
from collections.abc import Callable, Iterator, Sequence

from nlp.danger import Trigger, dangers
from nlp.faults import fault
from nlp.meant import LOWERED, Around, Meant, surroundings
from nlp.nearness import sentence_ends

_REACH = 40  # characters around a trigger that say how it is meant
_BEYOND = 70  # characters after its sentence that may say it is over
_WEIGHED = 200
_SHORT = 100  # characters; in so short a text a word of danger is the message

_STILL = re.compile(
    r"还在|仍在|仍然|复燃|[又再][次一]?[着烧起漏冒塌掉开炸]|越来越|正在|现在还|现在又|到现在(?!都?没[有]?[修赔])|快来|救命|马上来|赶紧来|赶快来"
    r"|刚才|刚刚|没人来|没有人来|还没(?:来人|人来|人管|处理|修|灭|救|扑)|未解除|没扑灭|灭不了"
)
_NOWISH = re.compile(
    r"现在|正在|刚才|刚刚|快来|此刻|今天|今晚|着呢|还在|赶紧|赶快|马上|救人|救命|快救|[0-9一二两三几]个?多?小时了|分钟了|求救|出不来|联系不上"
)
_DENIED = re.compile(
    r"(?:没有?|未|未曾|未发生|未出现|没有?(?:发生|出现|闻到|看到|看见|发现|见到|人)|不是|并非|并无|无|不会|不存在|从未|避免了)$"
)
_DENIED_WITHIN = re.compile(
    r"(?<!是不是)(?<!有)(?:没有?|未)(?:再)?(?:漏|泄|冒|着|爆|闻|异)"
    r"|(?<!是)不是(?:煤气|燃气|天然气|液化气|瓦斯)"
)
_DENIAL_UNDONE = re.compile(r"(?:是不是|有没有|不是没有?|是否|难道不是|不知道是不是|别说没)$")
_TAUGHT = re.compile(
    r"演习|演练|宣传|讲座|知识|课程|培训|科普|教育|预防|防范|防止|避免|以免|杜绝|警示|预案|谨防|严防"
)
_MAYBE = re.compile(
    r"容易|极易|易(?=引|发|造|导|燃|爆|$)|万一|如果|要是|假如|倘若|若|一旦|以防|免得|可能会?(?=引|导|造|发|出现)|会不会(?!是)"
    r"|会(?=引|导致|造成|发生)|存在|哪天|怕(?!是)|担心(?!是)|恐怕(?!是)|早晚|迟早|很可能|随时(?=可能|会|有)|真要|等到"
)
_MAYBE_AFTER = re.compile(r"^.{0,4}(?:隐患|风险|的可能|的危险|事故频发|[^。]{0,3}就晚了)")
_MAYBE_WITHIN = re.compile(r"哪天|万一|如果|要是|假如|迟早|早晚")
_REALLY = re.compile(r"真的?$")  # 真着火了,消防车进得来吗
_REALLY_THEN = re.compile(r"^了?[,、]?.{0,6}(?:消防车|救火|怎么[跑逃办进]|往哪|跑不|逃不|谁)")
_HABIT = re.compile(
    r"有时候?|经常|老是|总是|常常|时不时|动不动|三天两头|隔三差五|偶尔|每次|一到(?:下雨|刮风|夏天|冬天)"
)
_NEARLY = re.compile(r"(?:差点儿?|差一点|险些)[^,]{0,6}$")
_ASKED = re.compile(
    r"合不合法|合法吗|违法吗|犯法吗|归哪|去哪|哪里|哪儿|哪个部门|多少钱|怎么买|怎么申请|如何申请|如何预防|怎么预防|补贴|标准|政策|规定|条例|处罚|理赔|保险|赔偿"
    r"|鉴定|年检|报名|材料|流程|费用|排查|想问|请问|咨询|想知道|了解一下|有没有(?=计划|规定|政策|人管)|能否|是否(?!漏|着|有味)"
)
_SEEN = re.compile(
    r"闻到|闻见|闻着|看到|看见|听到|听见|发现|味道|味儿|正|冒|我家|家里|屋里|楼[上下里道]|隔壁|对面|门口|小区|我们|咱|这里|有人|有个"
    r"|现在|今天|今晚|快|救|怎么办|咋办|咋整"
)
_CALM = re.compile(
    r"咨询|请问|想问|问一下|建议|希望|什么时候|何时|政策|收费|补贴|怎么办理|如何|要求|能不能|是否|为什么|投诉|举报|噪音|噪声|扰民|臭|隐患|容易"
    r"|感谢|表扬|点赞|预防|演练|培训|宣传|赔|理赔|讲座|多少|标准|申请|怎么(?!办|没人)|谢谢|吵"
)
_LONG_AGO = re.compile(
    r"去年|前年|大前年|以前|曾经?|小时候|年前|上个?月|上个?星期|上上|月前|几年|当年|早年|年初|去年底|(?:19|20)\d\d年|\d月份?"
    r"|历史上|那年|多年前"
)
_LATELY = re.compile(
    r"昨[天晚日夜]|前[天晚日]|上周|前几天|前两天|那天|今早|今天早上|今天上午|早上|上午|中午|下午|凌晨|\d[日号]"
)
_OVER = re.compile(
    r"(?<![没未不能法无难])(?:(?:已经?|都|也|被|给|后来|及时|成功|顺利|终于)?(?:扑灭|灭掉|火[^,。]{0,3}灭了|熄灭|修好|修复|解除|救出|救上|救下|救起|救了|获救"
    r"|脱险|脱离危险|恢复正常|恢复了?供|堵住|警[^,。]{0,6}(?:控制|抓|带走)|抓获|出院|康复|平安|没事了|无大碍|无碍|关阀|关好|关掉了?阀"
    r"|(?:感谢|谢谢|表扬|点赞)[^。!?]{0,24}找[到回]了?|找[到回]了(?:走失|走丢|丢失|失联)"
    r"|处理好|处理完|处理了|解决了|排除了?|止住|接好|补上|盖好|换好|拆除了))|已经?放出来|放出来了|已经?出来了|已经?(?:处理|解决|送医|送到?医院|去世|火化|过去|整改|报案)|已经?[放设摆围拉][^,。]{0,3}(?:锥桶|围挡|警戒|警示|隔离)"
)
_AFTERMATH = re.compile(
    r"理赔|赔偿|赔付|补偿|认定|追责|问责|责任|鉴定|报销|保险|工伤|起诉|立案|重建|感谢|表扬|点赞|锦旗|善后|赔不赔|医药费|误工费"
)
_RETOLD = re.compile(
    r"新闻|报道|报导|抖音|快手|视频|电视|网上|媒体|朋友圈|公众号|微博|热搜|头条|报纸|电影|小说|剧里|剧本"
)
_HERE = re.compile(r"我家|我们|我小区|本小区|楼[上下]|隔壁|这里|咱|家里|附近|门口|对面|我这|身边")
_ELSEWHERE = re.compile(
    r"外地|某地|某市|某小区|外省|别的城市|其他城市|别处|国外|别人家|有个地方|隔壁市|别的地方"
)

_OVER_AFTER = re.compile(r"^(?:下来|下去|出来|起来)?过")  # 掉下来过
_RETOLD_AFTER = re.compile(r"^的?(?:新闻|报道|视频)")
_MENDED = frozenset({"trapped", "wire", "gas", "water"})  # dangers that come of something broken
_STANDING = (None, "asked", "nearly")  # then a fault is still there


def meanings(text: str) -> tuple[Meant, ...]:
    """The Chinese triggers of a normalised text; the others count as in `nlp.urgency.meanings`."""
    ends = sentence_ends(text)
    triggers = dangers().find(text)
    short = len(text) <= _SHORT
    weighed = (Meant(each, _lowered(text, each, ends, short)) for each in triggers[:_WEIGHED])
    return (*weighed, *(Meant(each) for each in triggers[_WEIGHED:]))


def signs(text: str) -> Iterator[Meant]:
    """Two different signs of danger in a short text that neither asks nor tells what is over."""
    if len(text) > _SHORT or _CALM.search(text) or _OVER.search(text) or _LONG_AGO.search(text):
        return
    found = dangers().signs(text)
    if len(found) > 1:
        yield from (Meant(each) for each in found)


def is_over(text: str) -> bool:
    """Whether a normalised text tells that danger is past, and nothing says it goes on."""
    return bool(_OVER.search(text)) and not _STILL.search(text)


def _lowered(
    text: str, trigger: Trigger, ends: Sequence[int], short: bool
) -> tuple[str, str] | None:
    """Why the danger is not present; None if it is, or if nothing says it is not."""
    said = surroundings(text, trigger, ends, _REACH, _BEYOND)
    if trigger.weak and not short and not _NOWISH.search(said.sentence):
        return LOWERED["passing"]
    if trigger.hazard.always:
        return None
    still = _STILL.search(said.sentence + said.beyond)
    how = None if still else next((how for how, holds in _TESTS if holds(said)), None)
    if how in _STANDING:
        how = fault(trigger.hazard.code, said.sentence) or how
    return LOWERED[how] if how else None


def _denied(around: Around) -> bool:
    if _DENIED_WITHIN.search(around.words) and "不是没" not in around.words:
        return True
    said = _DENIED.search(around.before[-6:])
    return said is not None and not _DENIAL_UNDONE.search(around.before[-10:])


def _taught(around: Around) -> bool:
    return _TAUGHT.search(around.before[-14:] + around.words + around.after[:10]) is not None


def _maybe(around: Around) -> bool:
    clause = re.split("[,、:]", around.before)[-1]
    if _MAYBE.search(clause[-12:]) or _MAYBE_AFTER.search(around.after):
        return True
    if _MAYBE_WITHIN.search(around.words):
        return True
    return bool(_REALLY.search(around.before) and _REALLY_THEN.search(around.after))


def _nearly(around: Around) -> bool:
    """A hole that somebody nearly fell into is still open."""
    if around.code == "manhole":
        return False
    return bool(_NEARLY.search(around.before) or re.search("差点|险些|差一点", around.words))


def _habit(around: Around) -> bool:
    """A fault that comes and goes; what people do to each other again and again is no fault."""
    told = re.split("[,、:]", around.before)[-1] + around.words + around.after[:8]
    return (
        around.code in _MENDED and bool(_HABIT.search(told)) and not _NOWISH.search(around.sentence)
    )


def _asked(around: Around) -> bool:
    return bool(_ASKED.search(around.sentence)) and not _SEEN.search(around.sentence)


def _over(around: Around) -> bool:
    if _LONG_AGO.search(around.sentence) or _OVER_AFTER.search(around.after):
        return True
    if _OVER.search(around.sentence) or _OVER.search(around.beyond):
        return True
    told = _LATELY.search(around.sentence) is not None
    return told and bool(_AFTERMATH.search(around.after + around.beyond))


def _retold(around: Around) -> bool:
    if _RETOLD_AFTER.search(around.after):
        return True
    source = _RETOLD.search(around.before)
    if source is None:
        return False
    between = around.before[source.end() :]
    return not _HERE.search(between) or _ELSEWHERE.search(between) is not None


_TESTS: tuple[tuple[str, Callable[[Around], bool]], ...] = (
    ("denied", _denied),
    ("nearly", _nearly),
    ("taught", _taught),
    ("retold", _retold),
    ("over", _over),
    ("maybe", _maybe),
    ("habit", _habit),
    ("asked", _asked),
)
