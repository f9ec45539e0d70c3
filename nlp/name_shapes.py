"""Puts the patterns of names together from their word list."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.finding import Anywhere

# What a word of the list means to a name beside it; nlp/names.py knows what to do with each.
_MEANINGS = ("label", "role", "self", "kin", "address", "title", "post", "short", "part")
_HAN = "\u4e00-\u9fff"
_NOT_GIVEN = (
    "住在是电家今有的现我手身于反想要来向男女和说因为被先生小姐同阿师大已从去到给打族让不请"
)
_NOT_THIRD = _NOT_GIVEN + "诉投咨求称系联号年"
# What comes after a name in running text.
_ENDS = (
    rf"(?=[^{_HAN}]|$|[的在说称系住是占收打跑贪私欠被把和与于给向等家要不又也还都已就今现因借失摔代]"
    r"|[一二三四五六七八九]?十|上个?[小大中])"
)
_NUMBER = r"(?:1[3-9](?:[ -]?\d){9}|\d{15})"
_NUMBER_THEN = rf"(?:(?:联系|手机|电话|身份)[^\d,。]{{0,6}})?(?:\+86 ?)?{_NUMBER}"
_DESCRIBED = r"[,、(](?:男|女|[汉回藏土]族|撒拉|蒙古|性别|现年|\d\d岁)"
_GAP = r"(?:姓名|名字)?[::是为叫;,]{0,2} ?"


@dataclass(frozen=True, slots=True)
class Shapes:
    """Patterns put together from words/names.txt; those `after` a word are matched at its end,
    those
    `before` must fit what stands in front of it. `never` begins no name; a surname that is the
    last of `ending` is none."""

    finder: Anywhere
    meant: dict[str, tuple[str, ...]]
    never: frozenset[str]
    ending: frozenset[str]
    after_label: re.Pattern[str]
    after_role: re.Pattern[str]
    another: re.Pattern[str]
    before_title: re.Pattern[str]
    before_address: re.Pattern[str]
    before_post: re.Pattern[str]
    before_short: re.Pattern[str]
    parts: re.Pattern[str]
    alone: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


@cache
def read_shapes() -> Shapes:
    words = _listed()
    double, parts = "|".join(words["double"]), "|".join(sorted(words["part"], key=len)[::-1])
    sure, shy, top = ("".join(words[each]) for each in ("surname", "shy", "top"))
    given = f"[{''.join(words['given'])}]"
    several = rf"(?:(?:{parts}){{1,3}}[措吉加杰毛本太]?|尼玛|梅朵)"
    dotted = rf"[{_HAN}]{{1,7}}(?:·[{_HAN}]{{1,7}}){{1,3}}"
    any_given = rf"(?![{_NOT_GIVEN}])[{_HAN}](?:(?![{_NOT_THIRD}])[{_HAN}])?"
    named = rf"(?:(?:{double}|[{sure}]){given}{{1,2}}|[{top}]?{several})"
    surname = rf"(?:{double}|[{sure}]|(?<=[:是为叫])[{shy}])"
    whole = rf"(?:{surname}(?:{any_given}|某{{1,2}})|[{top}]?{several})"
    any_name = rf"(?:(?:{double}|[{sure}]){any_given}|[{top}]?{several})"
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for meaning in _MEANINGS:
        for word in words[meaning]:
            owners[word].append(meaning)
    return Shapes(
        finder=Anywhere(tuple(owners)),
        meant={word: tuple(meanings) for word, meanings in owners.items()},
        never=frozenset(words["never"]),
        ending=frozenset(words["ending"]),
        after_label=re.compile(
            rf"{_GAP}({dotted}(?![{_HAN}])|(?<=[:是为叫])[{_HAN}]{{3,5}}(?=[,。;、\s\d(]|$)|{whole})"
        ),
        after_role=re.compile(rf"[叫是]?:?((?<=:){whole}|{named}){_ENDS}"),
        another=re.compile(rf"[、,和及]({named}){_ENDS}"),
        before_title=re.compile(rf"((?:{double}|[{sure}])(?:{given}{{1,2}})?|[{top}]?{several})"),
        before_address=re.compile(rf"(?:{any_name}|{double}|[{sure}])"),
        before_post=re.compile(rf"((?:{double}|[{sure}])(?:(?!镇){given}){{0,2}}副?|{several})"),
        before_short=re.compile(rf"[{top}]"),
        parts=re.compile(
            rf"(?:{parts})(?:(?:{parts}){{1,3}}|(?:·(?:{parts}|[{_HAN}]{{2,4}}{_ENDS})){{1,3}})"
        ),
        alone=_alone(sure, top, any_name, named, given),
    )


def _alone(
    sure: str, top: str, any_name: str, named: str, given: str
) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Names without any word that announces them, each shape with what no text of it lacks."""
    shapes = (
        # 张某, 马某某, 李某强
        ("某", rf"([{sure}]某(?:某|甲|乙|丙|{given})?)"),
        # 一位姓林的
        ("姓", rf"(?<![百贵尊大])姓([{sure}])(?=[,。;!?、的)\n]|$)"),
        # 小刘说, 老张家的狗
        (
            "[小老]",
            rf"([小老][{top}])(?=[说的,。、打他她把给就和都也互答]|家(?![庄村寨沟湾山面饭菜火牛羊小烧烤])|同志|负责|$)",
        ),
        # 刘建国 138…, 贾玉梅(151…)
        (_NUMBER, rf"(?<![{_HAN}])({any_name})(?=[ ,:、(]{{0,3}}{_NUMBER_THEN})"),
        # 冶成龙,回族
        (
            _DESCRIBED,
            rf"(?<![{_HAN}])({named})(?={_DESCRIBED})",
        ),
        # 此致 敬礼 刘建国, or a last line with nothing else
        ("敬礼|谢谢|感谢", rf"(?:敬礼|谢谢|感谢您?)[!。,~\s]*({any_name})(?=$|[ \d,\n])"),
        ("\n", rf"\n({named})[。\s]*(?=$|\n?\d{{4}}[年.-])"),
    )
    return tuple((re.compile(needed), re.compile(shape)) for needed, shape in shapes)


def _listed() -> dict[str, list[str]]:
    words: defaultdict[str, list[str]] = defaultdict(list)
    source = (files("nlp") / "words" / "names.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            what, *written = line.split()
            words[what] += written
    return words
