"""Puts the patterns of names together from their word list."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import ascii_lowercase

from nlp.finding import Anywhere

# What a word of the list means to a name beside it; nlp/names.py knows what to do with each.
_MEANINGS = ("label", "role", "self", "kin", "address", "title", "post", "short", "part")
_HAN = "\u4e00-\u9fff"
# What goes on behind a name, and so is no part of it: 王小明 and 李家豪, but 王小姐, 张伟家住.
_NOT_GIVEN = (
    r"(?![住在是电的我手身于反要男女说因被阿师已从去到给打族让不请]|小[姐时区]|先生|和(?!平)"
    r"|大[姐哥爷妈娘叔婶夫学]|同[志学]|家[住里在是属人门]|今[年天晚早日]|有[人限事没一个话问]|生[活病于]"
    r"|现[在年住]|想[要问让]|为[了何什]|来[自电反了这修]|向[你您我贵领])"
)
_NOT_THIRD = _NOT_GIVEN[:-1] + r"|[诉咨求称系]|投诉|联[系络]|号[码是]?|年[龄纪]|[前昨]天|叩[首谢])"
# 某小区, 某单位: of whom no name is said
_SOME = (
    "[店村楼街]|局(?!长)|小区|单位|公司|学校|医院|银行|商[场铺]|超市|酒[店吧]|饭[店馆]|部门|小学|中学|健身"
    "|物业|企业|工地|品牌"
)
_SIGNED = "[敬谨叩拜呈][上启首谢]"
# What comes after a name in running text.
_ENDS = (
    rf"(?=[^{_HAN}]|$|[的在说称系住是占收打跑贪私欠被把和与于给向等家要不又也还都已就今现因借失摔代"
    rf"没让养骗拖拒欠骂送退扣很]|[一二三四五六七八九]?十|上个?[小大中]|每[天日晚次]|天天|[昨前]天|总是"
    rf"|一直|经常|多次|故意|承诺|答应|反[映应]|投诉|态度|电话|手机|联系|工作(?!室)|特别|非常|十分|上门"
    rf"|强[迫行]|{_SIGNED})"
)
# The same in a form, where the next question follows without a mark.
_FORM_ENDS = (
    rf"(?=[^{_HAN}]|$|电话|手机|联系|身份|住[在址]?|今年|[男女]|性别|年龄|现[年住]|家住|地址|职业"
    # 名字是巨学义巨大的巨
    rf"|[汉回藏土蒙]族|{_SIGNED}|[{_HAN}]{{2}}的[{_HAN}](?:[嗯呃啊哦]|[^{_HAN}]|$))"
)
_RANKS = "局处科队所厅总"  # how the one at the head of an office is called in speech
_OFFICE = "[司店局院校厂部市场区行站处所楼园厅团社队村委员]"  # of whom one may complain, no person
_MARK = r"(?=[,。;!?、\s]|$)"
_NUMBER = r"(?:1[3-9](?:[ -]?\d){9}|\d{15})"
_LONG = "[0-9](?:[ -]?[0-9]){10}"  # what mobiles and ID cards have
_NUMBER_THEN = rf"(?:(?:联系|手机|电话|身份)[^\d,。]{{0,6}})?(?:\+86 ?)?{_NUMBER}"
_NO_LATIN = (
    r"(?!(?:no|not|none|null|nil|na|test|tel|phone|mobile|telephone|qq|vx|wx|wechat|weixin|e?mail|id"
    r"|vip|app|admin|anonymous|unknown|https?|www|ktv|atm|ip|and|is|my|i)(?![a-z]))"
)
_LATIN = (
    rf"{_NO_LATIN}[a-z]{{2,15}}(?:(?:\. ?|[ '-]){_NO_LATIN}[a-z]{{1,15}}){{0,3}}"
    r"(?![a-z\d@_]|[.'-][a-z\d]| ?\d{1,8}(?!\d))"
)
_GAP = rf"(?:姓名|名字)?[::是为叫;,]{{0,2}}(?:(?<=叫)做)?(?: |\n(?=[{_HAN}·]{{2,8}}(?:\n|$)))?"


_Alone = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Patterns put together from words/names.txt; those `after` a word are matched at its end,
    those `before` must fit what stands in front of it. `never` begins no name, but what is `also`
    one may be it all the same; a surname that is the last of `ending` is none. `common` are English
    words that are written with a capital and name nobody. What is found `alone` stands
    beside what no text of it lacks."""

    finder: Anywhere
    meant: dict[str, tuple[str, ...]]
    never: frozenset[str]
    also: frozenset[str]
    ending: frozenset[str]
    shy: frozenset[str]
    starts: frozenset[str]
    common: frozenset[str]
    ends: re.Pattern[str]
    labelled: re.Pattern[str]
    named: re.Pattern[str]
    latin: re.Pattern[str]
    after_label: re.Pattern[str]
    after_role: re.Pattern[str]
    another: re.Pattern[str]
    before_title: re.Pattern[str]
    before_address: re.Pattern[str]
    before_post: re.Pattern[str]
    before_short: re.Pattern[str]
    parts: re.Pattern[str]
    alone: _Alone


@cache
def read_shapes() -> Shapes:
    words = listed()
    double, parts = "|".join(words["double"]), "|".join(sorted(words["part"], key=len)[::-1])
    sure, shy, top = ("".join(words[each]) for each in ("surname", "shy", "top"))
    hidden = shy + "".join(words["shyer"])
    given = f"[{''.join(words['given'])}]"
    begins = "".join({word[0] for word in words["part"]})  # asked first: hundreds of parts are slow
    several = rf"(?:(?=[{begins}])(?:{parts}){{1,3}}[措吉加杰毛本太]?|尼玛|梅朵)"
    dotted = rf"[{_HAN}]{{1,7}}?(?:·[{_HAN}]{{1,7}}?){{1,3}}"
    any_given = rf"{_NOT_GIVEN}[{_HAN}](?:{_NOT_THIRD}[{_HAN}])?"
    named = rf"(?:(?:{double}|[{sure}]){given}{{1,2}}|[{top}]?{several})"
    surname = rf"(?:{double}|[{sure}]|(?<=[:是为叫])[{hidden}]|(?<=叫做)[{hidden}])"
    whole = rf"(?:{surname}(?:{any_given}|某{{1,2}})|[{top}]?{several})"
    called = rf"(?<=叫)(?<!店名叫)(?:{double}|[{sure}{hidden}]){any_given}{_MARK}"
    brief = rf"(?:{double}|[{sure}])(?:[总姐哥嫂工]|导(?![致向航游演]))"
    familiar = rf"(?:[小老][{top}]|小(?![学天时光区升心高中平道路东西南北百千万大宝三]){given})"
    any_name = rf"(?:(?:{double}|[{sure}]){any_given}|[{top}]?{several})"
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for meaning in _MEANINGS:
        for word in words[meaning]:
            owners[word].append(meaning)
    return Shapes(
        finder=Anywhere(tuple(owners)),
        meant={word: tuple(meanings) for word, meanings in owners.items()},
        never=frozenset(words["never"]),
        also=frozenset(words["also"]),
        ending=frozenset(words["ending"]),
        shy=frozenset(shy),
        starts=frozenset(sure + hidden + ascii_lowercase + "小老叫是:尼梅")
        | {word[0] for word in words["double"]}
        | set(begins),
        common=frozenset(words["common"]),
        ends=re.compile(_ENDS),
        labelled=re.compile(rf"{_GAP}((?:{surname}|[{shy}]){any_given}|[{top}]?{several})"),
        named=re.compile(rf"[叫是]?:?({named})"),
        latin=re.compile(rf"[叫是]?:?({_LATIN})"),
        after_label=re.compile(
            rf"{_GAP}({dotted}(?![{_HAN}])|(?<=[:是为叫]){_LATIN}{_ENDS}|{whole}{_FORM_ENDS}"
            rf"|(?<=[:是为])[{_HAN}]{{3,5}}(?<!{_OFFICE})(?=[,。;、\s\d(]|$)|{whole}"
            rf"|(?<=叫)[{_HAN}]{given}{{2}}{_MARK})"
        ),
        after_role=re.compile(
            rf"[叫是]?:?((?<=:){whole}|{called}|{named}|{familiar}|{brief}|{dotted}){_ENDS}"
        ),
        another=re.compile(rf"[、,和及]({named}){_ENDS}"),
        before_title=re.compile(rf"((?:{double}|[{sure}])(?:{given}{{1,2}})?|[{top}]?{several})"),
        before_address=re.compile(rf"(?:{any_name}|{double}|[{sure}{shy}])"),
        before_post=re.compile(rf"((?:{double}|[{sure}])(?:(?!镇){given}){{0,2}}副?|{several})"),
        before_short=re.compile(rf"[{top}]"),
        parts=re.compile(
            rf"(?:{parts})(?:(?:{parts}){{1,3}}|(?:·(?:{parts}|[{_HAN}]{{2,4}}{_ENDS})){{1,3}})"
        ),
        alone=_alone(sure, double, top, any_name, given, dotted),
    )


def _alone(sure: str, double: str, top: str, any_name: str, given: str, dotted: str) -> _Alone:
    """What needs no word of the list beside it, each shape with what no text of it lacks."""
    ranked = rf"[{sure}][{_RANKS}]"
    then = rf"[ ,:、(/|\n]{{0,3}}{_NUMBER_THEN}"
    full = rf"(?:{double}|[{sure}]){given}{{2}}"
    shapes = (
        # 张某, 马某某, 李某强
        ("某", rf"([{sure}]某(?!{_SOME})(?:某|甲|乙|丙|{given})?)"),
        # 一位姓林的
        ("姓", rf"(?:(?<![百贵尊大])|(?<=免贵))姓({double}|[{sure}])(?=[,。;!?、的)\n叫名]|$)"),
        # 小刘说, 老张家的狗
        (
            "[小老]",
            rf"([小老][{top}])(?=[说的,。、打他她把给就和都也互答啊呀]|[您你]好|家(?![庄村寨沟湾山面饭菜火牛羊小烧烤])|同志|负责|$)",
        ),
        # 我和小刘, 我家老张
        ("和[小老]", rf"(?<=[我他她]和)([小老][{top}])(?![{_HAN}]?[同子家])"),
        ("家老", rf"(?<=[我他她]家)(老[{top}])(?![同房家])"),
        # 刘建国 138…, 贾玉梅(151…)
        (_LONG, rf"(?<![{_HAN}])({any_name})(?={then})"),
        # 一个叫王强的, 叫王强吧
        (
            "叫",
            rf"(?<![店路街巷园村镇区厦场城司牌歌书剧边不喊乱大])叫({any_name})"
            rf"(?=吧|来着|的[人男女司]|(?<={given}){_MARK})",
        ),
        # 我王建国,
        (f"我[{sure}]", rf"我({full})(?=[,。;]|实名|举报|投诉|反映|[在要住]|本人|今年|身份|电话)"),
        # a line with nothing else
        ("·", rf"(?:^|\n)({dotted})(?=\n|$)"),
        # 王局您好, 尊敬的林处:
        (
            f"[{_RANKS}][您你]?好",
            rf"(?:(?<![{_HAN}])|(?<=[敬爱]的))({ranked})(?=[您你]好|好[,。!])",
        ),
        (f"[敬爱]的.[{_RANKS}]", rf"[敬爱]的({ranked})(?=[^{_HAN}]|$)"),
    )
    return tuple((re.compile(needed), re.compile(shape)) for needed, shape in shapes)


@cache
def listed() -> dict[str, list[str]]:
    """The words of the list by what they are."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    source = (files("nlp") / "words" / "names.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            what, *written = line.split()
            words[what] += written
    return words
