"""Names that a word, a title or a shape announces, in sentences written for this project."""

import pytest

from nlp.names import names
from nlp.people import find
from nlp.text import normalise


def named(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text) if each.type == "name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫张伟,住东山区", ["张伟"]),
        ("我叫张伟住在东山区", ["张伟"]),
        ("联系人:李女士", ["李女士"]),
        ("姓名:才让卓玛,藏族", ["才让卓玛"]),
        ("我叫马·哈三", ["马·哈三"]),
        ("欧阳女士来电", ["欧阳女士"]),
        ("代表牛得水，会员张晓彤", ["牛得水", "张晓彤"]),
        ("Thanks,\nJohn Smith", ["John Smith"]),
        ("I'm Hannah Berg. The lamp is broken.", ["Hannah Berg"]),
        ("I'm Ravi, a teacher here", ["Ravi"]),
        ("This is Tenzin Dolma from Chengxi", ["Tenzin Dolma"]),
        ("My husband Carlos can't find a clinic", ["Carlos"]),
        ("Please fix the lift, Elena Rossi.", ["Elena Rossi"]),
        ("Water is off.\nPavel van Dijk", ["Pavel van Dijk"]),
        ("Best,\nAnna", ["Anna"]),
        ("中介业务员Tony Chan骗我", ["Tony Chan"]),
        ("我老婆苏日娜,儿子赛罕", ["苏日娜", "赛罕"]),
        ("联系人:罗藏才让", ["罗藏才让"]),
        ("退给\n叶尔扎提·木拉江\n中国银行", ["叶尔扎提·木拉江"]),
        ("业主巴彦·沙德曼投诉", ["巴彦·沙德曼"]),
        ("开户名 拜有福 开户行", ["拜有福"]),
        ("驾驶人祁建海逃逸,车主 马有才 不管", ["祁建海", "马有才"]),
        ("名字是沙文海沙子的沙嗯", ["沙文海"]),
        ("1号,名冶成龙,回族", ["冶成龙"]),
        ("员工牌写冶娜 我拍了照", ["冶娜"]),
        ("有个叫赵铁蛋的人", ["赵铁蛋"]),
        ("叫李二狗吧好像", ["李二狗"]),
        ("导游赵海燕强迫购物,商家马有才拒不退钱", ["赵海燕", "马有才"]),
        ("网格员祁秀兰很负责", ["祁秀兰"]),
        ("机主冶哈三没换号", ["冶哈三"]),
        ("老板尤总欠薪,导游汪导骂人", ["尤总", "汪导"]),
        ("户主马依布拉", ["马依布拉"]),
        ("我是7栋201的冶敏。", ["冶敏"]),
        ("我祁海山实名举报村长", ["祁海山"]),
        ("孩子叫马梓琂,叫鹿生梅,藏族", ["马梓琂", "鹿生梅"]),
        ("我哥更藏多杰,儿子哈丹其其格", ["更藏多杰", "哈丹其其格"]),
        ("循化的,马索菲亚,开店的", ["马索菲亚"]),
        ("祁秀兰、马成才、赵海福等9户", ["祁秀兰", "马成才", "赵海福"]),
        ("我家老赵住院,我和小马不懂", ["老赵", "小马"]),
        ("我是老祁啊,又打来了", ["老祁"]),
        ("业主 祁秀庸 马成才 敬上", ["祁秀庸", "马成才"]),
        ("祁秀兰 女 土族", ["祁秀兰"]),
        ("Sincerely, Peter K. Novak", ["Peter K. Novak"]),
        ("哈女士来电", ["哈女士"]),
        ("户主韩海山,房子漏水", ["韩海山"]),
        ("苟师傅人好,看牙的仲大夫也好", ["苟师傅", "仲大夫"]),
        ("我找的迟老师,昨天代女士回访", ["迟老师", "代女士"]),
        ("我赵海山,住3号楼", ["赵海山"]),
        ("祁海来电反映", ["祁海"]),
        ("租客小雯的房东", ["小雯"]),
    ],
)
def test_finds_names(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "马路上有小姐妹在跳舞",
        "已经有大爷摔倒",
        "新A1区之都",
        "I'm Chinese. I am Very Angry. This is Urgent!",
        "i'm grace and this is urgent",
        "This is Building 6, Wanda Plaza",
        "The lamp is broken, Chengxi District.",
        "Gas smell at Building 3, Xiadu Fudi.",
        "Dear Mayor, Contact Management",
        "客服WiFi坏了,我是Android用户",
        "马大姐家政服务公司,李先生牛肉面,王师傅烧烤",
        "西川南路某小区,由于某些人",
        "和师傅商量,从老师那里,有医生说",
        "对方律师,校方老师,现代女士服装",
        "边叫边闹,这家店叫金百合。",
        "鲁迅先生说过,房东女士,明星先生",
        "金兰镇、曲兰镇、金溪镇,龙峰河、安顺路、高林村等道路",
        "我和小王子,我家老房子",
        "联系人\n单位食堂",
        "业主常来,住户方便,用户沙发坏了,孩子小学没名额",
    ],
)
def test_leaves_shops_places_and_plain_words_alone(text: str) -> None:
    assert named(text) == []


def test_the_surest_name_comes_first() -> None:
    text = "租客方大江欠我钱,我叫李海燕"

    first = next(iter(names(normalise(text))))

    assert text[slice(*first)] == "李海燕"
