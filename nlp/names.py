"""Finds the names people give for themselves or others: 我叫…, 联系人:…, 李女士."""

import re
from collections.abc import Iterator

# The commonest surnames of the 2020 census bulletin, those common in Qinghai, and double ones.
# Those that are everyday words (和 时 有 成 高 于 …) count only after a label such as 姓名.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚"
    "邵万钱严覃武戴莫孔汤温康施牛樊葛邢安齐乔伍庞颜倪庄聂鲁岳翟殷詹欧耿关焦俞柳甘祝包宁符舒阮"
    "柯纪梅童凌毕单裴霍涂苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤冶韵拉鄂铁"
)
_LABELLED_ONLY = "高于方白常向文易季申兰左时成全和有应云水明太公师党车项连米古门商查从强帅"
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯"
_TITLES = "女士|先生|小姐|师傅|阿姨|大爷|大妈|大姐|大哥|同志"
_AFTER = "住在是电家今有的现我手身于反想要来向男女和说因为被先生小姐同阿师大已于从去到给打"

_LABEL = (
    r"(?:我叫|我的?名字[叫是]|姓名|联系人|投诉人|反映人|举报人|诉求人|报修人|申请人|户主|收件人)"
    r"[::是为叫]{0,2}"
)
_SAID = re.compile(
    rf"{_LABEL}(?:({_DOUBLE}|[{_SURNAMES}{_LABELLED_ONLY}])"
    rf"((?:(?![{_AFTER}])[\u4e00-\u9fff]){{1,2}}))"
)
_DOTTED = re.compile(
    rf"{_LABEL}([\u4e00-\u9fff]{{1,7}}(?:·[\u4e00-\u9fff]{{1,7}}){{1,3}})(?![\u4e00-\u9fff])"
)
# Names of four characters without a dot (才让卓玛) stand alone after a label.
_LONG = re.compile(
    r"(?:姓名|名字|联系人|我叫)[::是为叫]{0,2}([\u4e00-\u9fff]{3,5})(?=[,。;、\s\d]|$)"
)
_CALLED = re.compile(
    rf"(?:{_DOUBLE}|[{_SURNAMES}高方白于])(?:(?:(?![{_AFTER}])[\u4e00-\u9fff]){{1,2}})?(?:{_TITLES})"
    rf"|(?:{_DOUBLE}|[{_SURNAMES}高方白于])(?:{_TITLES})"
)


def names(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every name in a normalised text; spans may overlap, best first."""
    for pattern in (_DOTTED, _LONG):
        yield from (match.span(1) for match in pattern.finditer(text))
    yield from ((match.start(1), match.end(2)) for match in _SAID.finditer(text))
    yield from (match.span() for match in _CALLED.finditer(text))
