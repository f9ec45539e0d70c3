"""By what people show that a message has several matters: numbers, connectives, announcements."""

import re
from functools import lru_cache

_HAN = "一二三四五六七八九十"
_BIG = "壹贰叁肆伍陆柒捌玖拾"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_STEMS = "甲乙丙丁戊己"
_LETTERS = "abcdefg"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi")
_CLAUSE = r"(?:^|(?<=[\n。;!?:,、. ]))"
_ITEM = r"(?:个方面|方面|个|件|点|条|项|桩)?(?:小?事[情儿由项]?|问题|诉求)?"
_IS = r"(?:的?(?:就?是|呢|嘛|吧)|[,:、 ])*"
# Parts of a form, not matters: 地点:…
FIELD = re.compile(
    r"(?:地点|时间|现象|请求|诉求|户数|事实|原因|经过|要求|理由|依据|备注|姓名|对象|问题|建议|情况):"
)
# Each way of numbering, with the number in the first group; a number may be left out.
NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d(])(\d{1,2})(?:[、)]|\.(?!\d)|⃣)(?!\d(?![a-z]))",
        r"\((\d{1,2})\)",
        rf"(?<![{_HAN}第周期之拜])([{_HAN}])[、.)](?![{_HAN}])",
        rf"\(([{_HAN}])\)",
        rf"(?:问题|诉求|事项)?([{_CIRCLED}])",
        rf"([{_BRACKETED}])",
        rf"{_CLAUSE}([{_BIG}])[、,:.]",
        rf"{_CLAUSE}([{_STEMS}])[、:.]",
        rf"(?:{_CLAUSE}|(?<=[^\x00-\x7f])|\()([{_LETTERS}])(?:\)|\.(?! ?[a-z]\b))(?!\w\.)",
        r"\((iii|ii|iv|i|vi|v)\)",
        rf"(?:{_CLAUSE}(?:我要说的)?|(?<=^先说)|(?<=[\n。;!?:,]先说)|(?<=[\n。;!?:,]再说))第(10|[{_HAN}1-9])"
        rf"{_ITEM}{_IS}(?!次|天|人民|小学|中学|医院|季度|单元|栋|幢|期|届|层|名|年|批|中)",
        rf"(?:{_CLAUSE}|(?<=[^\x00-\x7f]))(?:问题|事项|诉求|情况|事由)([{_HAN}1-9])[:、,.]?",
        rf"{_CLAUSE}其([{_HAN}])(?:是|[,:、])?",
        rf"{_CLAUSE}([{_HAN}])(?:条|项|桩|件|点)?(?:是|:)",
        rf"{_CLAUSE}([{_HAN}])来(?!一?[往回])(?:嘛|呢|是)?,?",
        rf"{_CLAUSE}(头|首|次|二一?|三一?|四一?|末)[个件条桩](?:是|就是|呢|嘛|[,:、])?",
        rf"{_CLAUSE}(头一|再一|二一|三一|四一|还有|最后)[个件桩](?:事情?|事儿)?(?:就?是|呢|嘛|[,:、])?",
        rf"{_CLAUSE}(首先|第一(?![次天名年批期季中时条])|其次|再次(?!反映|打)|再者|然后(?=是)|最后)"
        r"(?:是|要说的|再?说一个|,|:)*",
        rf"{_CLAUSE}(先[说讲]|再[说讲]|最后[说讲]|先反映|再反映|最后反映|完了)"
        r"(?:一?下|个?[近远大小急公私]+的?事?|一件[公私]事|就?是)*[,:]?",
        r"(?:^|(?<=[\n.;!?:, ]))(?:and )?"
        r"(first|second|third|fourth|(?<=[\n.;!?:,])(?:lastly|finally))"
        r"(?:ly)?[,:]? ?",
        r"(?:no\.|problem|issue|question) ?(one|two|three|four|[1-6])[:.)]? ?",
    )
)
# where nothing of it is, nothing is numbered
TWO = re.compile(
    r"[2二②⑵贰乙次]|其次|再[次说者讲反一]|second|two|ii|\bb[.)]|还有个|[一另]?一[个件桩家]"
)
ORDINALS = {
    **{
        each: place
        for digits in (_HAN, _BIG, _CIRCLED, _BRACKETED, _STEMS, _LETTERS, _ROMAN)
        for place, each in enumerate(digits, 1)
    },
    **dict.fromkeys(("首先", "第一", "先说", "先讲", "先反映", "头", "头一", "首"), 1),
    **dict.fromkeys(("其次", "再说", "再讲", "再反映", "次", "二一"), 2),
    **{"三一": 3, "四一": 4},
    **{each: place for place, each in enumerate(("first", "second", "third", "fourth"), 1)},
    **{each: place for place, each in enumerate(("one", "two", "three", "four"), 1)},
}
# These come as late as the list is long, but not before the place that is given.
LATE = {
    **dict.fromkeys(("再次", "再者", "然后", "再一", "还有", "末", "完了"), 2),
    **dict.fromkeys(("最后", "最后说", "最后讲", "最后反映", "lastly", "finally"), 2),
}
ONE_AND_ANOTHER = re.compile(
    rf"{_CLAUSE}(?:还有|另外?|再)?一(?:个|件|桩|家)(?:事|事情|问题)?(?:是|就是)[,:]?"
)
_ANNOUNCED = re.compile(
    r"(?P<many>[两俩二三四五六2-6])?(?(many)|[几7-9七])(?:个|件|桩|点|条|项|则|方面|(?<=俩))"
    r"(?:不同的?|的)?(?:小?事|问题(?!的)|情况|诉求|观察|烦恼|要[说问反])"
    r"|(?:反映|就|来说|归纳成|整理了)(?P<some>[两三四五六])[点件条桩项]"
    r"|(?:two|three|several|some|four) (?:separate |different |quick |small )?"
    r"(?:things|matters|problems|questions|issues|complaints)"
    r"|清单|汇总|一并反映"
    r"|(?:反映|咨询|投诉)(?:的?(?:事项|问题|内容|情况))?如下|(?:反映|咨询|投诉)以下|以下[几两三四]"
)
OPENED = re.compile(r"[:,。.]")
# What may stand in front of a list without being the matter that the list tells more of.
GREETING = re.compile(
    r"您好|你好|[您你]们好|尊敬的[^,:。!]{0,8}领导|领导|同志|我叫[^,。]{1,4}|住在[^,。]{1,12}"
    r"|我是[^,。:;!]{1,14}(?:的|居民|业主|住户|村民)"
    r"|反映|反应|投诉|举报|咨询|建议|诉求|事项|事情|问题|情况|如下|以下|[几两三四五六2-6][个点件条桩项则]"
    r"|写个|列个|清单|汇总|整理|业主群?|给|你们|各位|麻烦|想|要|我们?|请|向|说|的|有|问|一下|小区|本|关于|分别|答复|供参考|转相关部门|您"
    r"|hello|hi\b|dear [a-z\d]+|to the mayor(?:'s)?(?: office)?|good (?:morning|afternoon|evening)"
    r"|i (?:want|would like) to report|\W"
)
LISTED = re.compile(
    r"(?:要求|请求|希望|建议|理由|原因|证据|依据|经过|过程|条件|材料|措施|做法|赔偿|后果|危害|影响|好处|方案|步骤|疑问|请问)[^。;!?\n]{0,6}$"
)
# 顺便反映, 还有一件事: begins with a word for more, says itself that another matter follows, or not
_OH = r"(?:[嗯哎噢哦嗷呃唉啊诶哟]+对?[,…]*|我(?=还有[个一]))*"
_MORE = (
    r"(?:与此同时|除此(?:之外|以外|而外)|除了[这那]个|不光这个|另外?|此外|其次(?=[嘛呢我]|的?是)|再(?:者|就是|有(?!人)|一个)?"
    r"|还(?:有)?|顺便|顺带|顺道|捎带着?|同时|最后|末了|对(?:了|,)|差点忘了?|[还又]?忘了(?=一个)|其他的?"
    r"|别的(?=就)|外加|额外|又及|话说回来|说[到起][^,。]{1,6},|说完[^,。]{1,4}(?=再)|换个话题|回头|完了|其实|然后|并|也|and)"
)
_FILL = (
    r"(?:吧|呢|嘛|啊|来(?=说)|的话|我自己的事|我|们|还|也|再|另外|有(?!人)|想|就|要|是|一|两|个|件|点"
    r"|完全|跟[^,。]{1,8}没关系的?|与[^,。]{1,6}无关的?|不相干的?|不搭界的?|既然[^,。]{1,8}就"
    r"|(?:帮|替|给)[^,。;]{1,8}(?=问|说|反映)|多|顺嘴|气人的|家里的|[,:])"
)
_TELL = (
    r"(?:反映|反应|投诉|举报|咨询|请教|了解|补充?(?=一)|说说|说|讲|提(?=[一下嘴])|(?<=[想要便])问问?|问(?=一|[下声])|念叨)"
    r"(?:一?[下声句嘴]|您|念叨)*|小?事[情儿]?|问题(?!的)|疑问|情况"
)
_LATIN = (
    r"(?:oh,? ?)?(?:and ?|now )?"
    r"(?P<english>(?:one (?:more|last|other)|the (?:other|second)) (?:thing|problem|question)"
    r"|lastly|finally"
    r"|another (?:thing|problem|issue|matter)"
    r"|by the way|separately|on a (?:totally |completely )?different (?:topic|note|matter)"
    r"|before i forget|additionally)(?: is)?(?: that)?[,:]? ?"
    r"|(?:and )?(?:also|besides|in addition)\b,? ?(?:before i forget,? ?)?"
)
LINKED = re.compile(
    rf"(?=[嗯哎噢哦嗷呃唉啊诶哟与其除不另此再还顺捎同最末对差又忘其别外额话说换回完然并也我aobinsflt跟和第])"
    rf"(?:{_LATIN}|{_OH}(?P<more>{_MORE}|[跟与和][^,。]{{1,8}}(?:没关系|无关|不相干)的|第[二三四]?[个件](?=事|问题)|不说这个了|我[^,。]{{1,3}}也托我)(?P<rest>(?:{_FILL}|(?P<another>{_TELL}))*))"
)
# 顺便反映 even where no mark stands in front; of other words only these
UNMARKED = re.compile(r"[嗯哎噢哦嗷呃]|另外|顺便|还有[个一]|还有$|[还也]想|还要|再就是|by the way")
# what is no new matter behind a word for more
NOT_MORE = re.compile(
    r"且|一方面|\d|一[位半只栋边层家户条]|[几两三]|人(?![行民])|的|那|加|收|付|找|个别|[还又也]?说|他|她|提醒|请|希望|建议|要求"
    r"|(?:老人|小?孩子?|女的|男的)(?:没|还|也|被|掉|摔)"
)
# What belongs to the matter before it, though it is announced as another.
NO_MATTER = re.compile(
    r"(?:[还又]说|提醒|补充|请(?!问)|希望|恳请|要求|谢谢|感谢|说明|望"
    r"|(?:孩子|娃娃?|老人|我们?)?(?:第二天|明天|明早)还?[要得](?:上学|上班|上课|考试|早起|上早班)|(?:孩子|老人|全家|一家人)[^,。]{0,4}睡不"
    r"|打了?[^,。]{0,8}电话[^,。]{0,6}[没不]|我?的?(?:手机|电话|联系方式|微信)号?码?是|\[位置\])"
)
# the same of what he numbers himself: 诉求一:要求查处…
NO_ITEM = re.compile(r"(?:[还又]说|提醒|补充|谢谢|感谢|说明)")
EDGES = " \n,、。;:!?"
CLAUSE_END = re.compile(r"[,;。!?\n:…~]")
# 要求:1、…: such lists are rather of demands and reasons
ASKED = re.compile(r"要求|请求|希望|诉求|问题|原因|理由")
REQUEST = re.compile(r"请|希望|恳|建议|要求|望|督促")
# a word for more that says so only before a comma or with a word of telling
ALONE = frozenset({*"再也还另并", "其实", "然后", "完了", "最后", "回头", "同时", "and"})
SAYS = re.compile(r"[再还也又是]说[我们要]*$")  # 另外还说: not what he wants to tell
# told beside: 另外还占了消防通道
BESIDE = re.compile(r".{0,3}[还也又]")
_EMOJI = "\U0001f300-\U0001faff☀-➿"
MARKS = re.compile(rf"[,;。!?\n…~{_EMOJI} ]*[;。!?\n…~{_EMOJI},][,;。!?\n…~{_EMOJI} ]*")
# a full stop of English with a blank behind it, which is no abbreviation
STOP = re.compile(r"(?<=[a-z0-9)])\.+$")
SHORT = re.compile(r"\b(?:no|mr|mrs|ms|dr|st|rd|ave|apt|tel|e\.g|i\.e|etc|a\.m|p\.m)\.$")
# a clause that begins so goes on about the one before
GOES_ON = re.compile(
    r"导致|造成|因为|由于|所以|因此|结果|而且|并且|后来|以致|不仅|但|可是|甚至|每次|特别是|尤其|严重|多次"
    r"|强烈|要求|希望|请(?!问)|恳请|望|也[不没是]|又[不没]"
    r"|it |they |this |that |please|because|so |i called|we called"
)


@lru_cache(maxsize=1)  # every place where a message may be divided asks it of the whole
def announced(text: str) -> re.Match[str] | None:
    """Where a normalised text says first that it has several matters."""
    return _ANNOUNCED.search(text)
