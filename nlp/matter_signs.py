"""By what people show that a message has several matters: numbers, connectives, announcements."""

import re

_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_CLAUSE = r"(?:^|(?<=[\n。;!?:,、]))"
# Parts of a form, not matters: 地点:…
FIELD = re.compile(
    r"(?:地点|时间|现象|请求|诉求|户数|事实|原因|经过|要求|理由|依据|备注|姓名|对象|问题|建议|情况):"
)
# Each way of numbering, with the number in the first group; a number may be left out.
NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d(])(\d{1,2})(?:[、)]|\.(?!\d))(?!\d)",
        r"\((\d{1,2})\)",
        rf"(?<![{_HAN}第周期之拜])([{_HAN}])[、.)](?![{_HAN}])",
        rf"\(([{_HAN}])\)",
        rf"([{_CIRCLED}])",
        rf"{_CLAUSE}第([{_HAN}])(?:个|件|点|条|个方面)?(?:问题|事情?|件事)?(?:是|就是|[,:、])*(?!次|天|人民|小学|中学|医院|季度|单元|栋|幢|期|届|层)",
        rf"{_CLAUSE}(?:问题|事项|诉求|情况)([{_HAN}1-9])[:、,.]?",
        rf"{_CLAUSE}其([{_HAN}])(?:是|[,:、])?",
        rf"{_CLAUSE}([{_HAN}])是",
        rf"{_CLAUSE}([{_HAN}])来",
        rf"{_CLAUSE}(首先|第一(?![次天名年批期季中时条])|其次|再次|最后)[,:]?",
        rf"{_CLAUSE}(先说|再说|最后说)(?:一?下)?[,:]?",
        r"(?:^|(?<=[\n.;!?:, ]))(first|second|third|fourth|(?<=[\n.;!?:,])(?:lastly|finally))"
        r"(?:ly)?[,:]? ?",
    )
)
# where nothing of it is, nothing is numbered
TWO = re.compile(r"[2二②]|其次|再[次说]|second|一[个件桩]")
ORDINALS = {
    **{each: place for digits in (_HAN, _CIRCLED) for place, each in enumerate(digits, 1)},
    **{
        "首先": 1,
        "第一": 1,
        "其次": 2,
        "先说": 1,
        "再说": 2,
        "first": 1,
        "second": 2,
        "third": 3,
        "fourth": 4,
    },
}
# These come as late as the list is long, but not before the place that is given.
LATE = {"再次": 2, "最后": 3, "最后说": 2, "lastly": 3, "finally": 3}
ONE_AND_ANOTHER = re.compile(
    rf"{_CLAUSE}(?:还有|另外?|再)?一(?:个|件|桩)(?:事|事情|问题)?(?:是|就是)[,:]?"
)
ANNOUNCED = re.compile(
    r"(?P<many>[两二三四五六2-6])?(?(many)|[几7-9七])(?:个|件|桩|点|项|方面)(?:不同的?|的)?"
    r"(?:小?事|问题(?!的)|情况|诉求|要[说问反])"
    r"|(?:two|three|several|some) (?:things|matters|problems)"
    r"|(?:反映|咨询|投诉)(?:的?(?:事项|问题|内容|情况))?如下|(?:反映|咨询|投诉)以下"
)
OPENED = re.compile(r"[:,。]")
MATTER = re.compile(r"[件桩]|问题|事")
HOW_MANY = {each: 1 + place % 6 for place, each in enumerate("一二三四五六123456")} | {"两": 2}
# What may stand in front of a list without being the matter that the list tells more of.
GREETING = re.compile(
    r"您好|你好|[您你]们好|尊敬的[^,:。!]{0,8}领导|领导|同志|我叫[^,。]{1,4}|住在[^,。]{1,12}"
    r"|我是[^,。:;!]{1,14}(?:的|居民|业主|住户|村民)"
    r"|反映|反应|投诉|举报|咨询|建议|诉求|事项|事情|问题|情况|如下|以下|几[个点件]"
    r"|[两二三四五六2-6][个件点项]|麻烦|想|要|我们?|请|向|说|的|有|问|一下|小区|本|关于"
    r"|hello|hi|i (?:want|would like) to report|\W"
)
LISTED = re.compile(
    r"(?:要求|请求|希望|建议|理由|原因|证据|依据|经过|过程|条件|材料|措施|做法|赔偿|后果|危害|影响|好处|方案|步骤|疑问|请问)[^。;!?\n]{0,6}$"
)
# 顺便反映, 还有一件事: says itself that another matter follows
_VERB = (
    r"(?:(?:反映|反应|投诉|举报|咨询|(?<=[想要])问)(?:一?下|个事|一个|一件|件|问题|情况)*"
    r"|问(?:一?下|问))"
)
_ANOTHER = (
    rf"(?:另外?|此外|除此之外|顺便|顺带|顺道|同时|最后|再|并)(?:我|还|也|再|想|要)*{_VERB}[,:]?"
    rf"|还(?:我|也|再)?(?:想|要)再?{_VERB}[,:]?"
    r"|(?:(?:另外?|还|再)有|另外)(?:一|另|两)?(?:个|件)(?:小?事情?|问题|情况)(?:就是|是)?"
    r"(?:我?[要想]?(?:反映|问|说)一?下?)?[,:]?"
    r"|另一(?:件|个(?:事情?|问题|情况))(?:就?是)?[,:]"
    r"|再(?:反映|说|问|报)一(?:个|件)(?:小?事情?|问题|情况)?[,:]?"
    r"|(?:and )?another (?:thing|problem|issue|matter)(?: is)?(?: that)?[,:]? ?|by the way,? ?"
)
CONNECTED = re.compile(
    rf"(?=[另此除顺同最还再并对abi])(?:(?P<another>{_ANOTHER})"
    rf"|{_CLAUSE}(?:另外(?:还有)?|另有|此外|再有|再就是|再一个|还有|对了|(?:and )?also\b,?|besides,"
    r"|in addition,?)(?:就是|一点|,)?"
    r"(?!一[位半只栋边层家户条]|[几两三]|人(?![行民])|的|那|加|收|付|找|个别|[还又也]?说|他|她|提醒|请|希望|建议|要求))"
)
# What belongs to the matter before it, though it is announced as another.
NO_MATTER = re.compile(r"(?:[还又]?说|提醒|补充|请|希望|恳请|要求|谢谢|感谢|说明)")
# told beside: 另外还占了消防通道
BESIDE = re.compile(r".{0,3}[还也又]")
# somewhere else than what was told before
OTHER_PLACE = re.compile(r".{0,3}(?:对面|隔壁|旁边|附近|另一|那栋|马路上|路口)")
SENTENCE = re.compile(r"[。!?;\n]+|(?<=[a-z])\.(?: |$)")
# a sentence that begins so goes on about the one before
GOES_ON = re.compile(
    r"导致|造成|因为|由于|所以|因此|结果|而且|并且|然后|后来|也|又|每次|他们?|她|它|这|那|该|其|要求|希望|请|恳请|望|强烈|多次|打|找|之前|特别是|尤其|严重|给|以致|不仅|但|可是|甚至|我们?(?:家|打|找|都|要|希望)"
    r"|it |they |this |that |please|because|so |i called|we called"
)
QUESTION = re.compile(r"\?|[吗呢]$|是否|何时|什么时候|能否|为何|为什么|多少")
