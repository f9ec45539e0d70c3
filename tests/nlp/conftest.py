"""A small made-up city for the tests of nlp, and the real data where it is at hand."""

from pathlib import Path

import pytest

from nlp import (
    AreaName,
    CategoryWords,
    KindWords,
    PlaceName,
    Understanding,
    Vocabulary,
)

CATEGORIES = (
    CategoryWords("01", "公用事业", None, ()),
    CategoryWords("0101", "停水", "01", ("停水", "没水了", "水压小"), "U1"),
    CategoryWords("0107", "燃气泄漏", "01", ("煤气味", "漏气"), "U0"),
    CategoryWords("02", "市容环卫", None, ()),
    CategoryWords("0201", "垃圾清运", "02", ("垃圾没人清", "垃圾桶满了"), "U2"),
    CategoryWords("0213", "路灯不亮", "02", ("路灯不亮", "路灯坏了"), "U2"),
    CategoryWords("07", "生态环境与噪声", None, ()),
    CategoryWords("0702", "社会生活噪声", "07", ("广场舞", "狗叫"), "U2"),
    CategoryWords("0706", "餐饮油烟", "07", ("油烟", "排烟"), "U3"),
    CategoryWords("16", "消防应急", None, ()),
    CategoryWords("1601", "火情", "16", ("着火", "火灾"), "U0"),
    CategoryWords("20", "其他", None, ()),
    CategoryWords("2012", "表扬", "20", ("锦旗",), "U3"),
    CategoryWords("2013", "催办", "20", ("催办",), "U2"),
)
KINDS = (
    KindWords("consult", "咨询", ("请问",)),
    KindWords("help", "求助", ("求助",)),
    KindWords("complaint", "投诉", ("投诉",)),
    KindWords("report", "举报", ("举报",)),
    KindWords("suggest", "建议", ("建议",)),
    KindWords("praise", "表扬", ("感谢",)),
    KindWords("chase", "催办", ("催办",)),
    KindWords("other", "其他", ("测试",)),
)
AREAS = (
    AreaName("1", "河源市", ("河源",)),
    AreaName("11", "东山区", ("东山",), "1"),
    AreaName("12", "西林区", (), "1"),
    AreaName("111", "新桥街道", ("新桥街道办",), "11"),
    AreaName("112", "城关镇", (), "11"),
    AreaName("121", "城关镇", (), "12"),
)
PLACES = (PlaceName("凤凰广场", "12"), PlaceName("白塔寺", "11"))

SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(Vocabulary(CATEGORIES, KINDS, AREAS, PLACES))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the real data is not at {SHARED}")
    return SHARED
