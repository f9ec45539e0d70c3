"""How Chinese place names look, for the places no gazetteer lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HAN = "[\u4e00-\u9fff]"
_DOOR = r"(?:\d{1,5}(?:[-之]\d{1,3})?号?(?:院|楼|幢|栋)?(?:\d{1,4}(?:号楼|单元|栋|幢|室|号))?)"
_ROAD_NOT = "灯面边口段过人线况由标牌障道基程费费上旁中两政怕客演摊坊拍市舞头委办"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("area", r"街道(?![上两边路])(?:办事处)?|镇(?![政委长里上村医静痛定压])"),
    ("bus", r"\d{1,4}路(?:公交车?|车)?"),
    (
        "road",
        rf"(?:大道|大街|胡同|(?<![线铁道公马套网电出走思门])(?:[路巷弄]|(?<![临过上逛沿满])街(?!道))"
        rf"(?![{_ROAD_NOT}]))(?:[东西南北中][路街段])?"
        rf"(?:{_DOOR}|[与和]{_HAN}{{1,5}}?[路街]|(?:交叉口|交汇处|路口))?",
    ),
    ("crossing", r"[路街巷]口(?:[东西南北][侧角边面])?"),  # 人民路口 is a place of 人民路
    (
        "estate",
        r"(?:小区|花园|家园|公寓|新村|家属院|家属楼|嘉园|华庭|名都|佳苑|佳园|雅苑|雅园|馨园|华苑|文苑|新苑|丽苑|馨苑|景苑"
        r"|新城|新都|公馆|山庄|别墅|安置房|社区|云府|华府|嘉苑|名城|名邸|豪庭|美墅|御园|学府|领域|国际城)"
        r"(?:[一二三四五六七八九十东西南北\d]{1,2}[期区])?(?:\d{1,3}(?:号楼|栋|幢|座|单元)){0,3}",
    ),
    (
        "village",
        r"(?<![农本全该我们每各乡新])村(?![民里委干口庄落支书务容规镇医上级])"
        r"(?:[一二三四五六七八九十\d]{1,2}[组社队])?",
    ),
    (
        "landmark",
        r"广场(?!舞)|公园|大厦|商场|商城|医院|火车站|汽车站|客运站|地铁站|公交站|高铁站|立交桥|大桥|天桥|菜市场"
        r"|农贸市场|批发市场|大市场|步行街|景区|水库|机场|体育馆|图书馆|博物馆|养老院|加油站|收费站|工业园"
        r"|产业园|开发区|卫生院|派出所|垃圾站|中转站|汽车城|美食城|污水处理厂",
    ),
    (
        "organisation",
        r"有限公司|公司|小学|中学|大学|学院|学校|幼儿园|化工厂|水泥厂|砖厂|酒店|宾馆|超市|饭店|餐厅|餐馆"
        r"|网吧|ktv|歌厅|酒吧|健身房|诊所|药店|驾校|影城|洗浴中心|培训中心|搅拌站",
    ),
)
_SUFFIX = re.compile("|".join(f"(?P<{type_}>{shape})" for type_, shape in _SHAPES))
_CODED = re.compile(r"(?<![a-z])[a-z]\d{0,2}[市县区镇州](?:[a-z]\d{1,2}[县市区镇])?")
_TYPES = {"crossing": "road"}
_GATED = ("estate", "organisation", "landmark")
_LONGEST = 12  # characters of a name before its last word; the longest estates have ten

# Where a name cannot go on to the left.
_STOP = re.compile(
    r"[^\w·]|_|[在于到从去往的了是有给向把被让对那哪你我他她它们及或将就也都很没之]|\d{1,4}[年月日点天]"
    r"|和(?![平谐兴睦顺泰信])|与|住(?!宅)|位|这(?:条|个|里|边|段)?|反映|关于|投诉|咨询|建议|举报|请问|求助|请求|希望"
    r"|要求|经过|路过|靠近|临近|旁边|附近|对面|隔壁|门口|楼下|楼上|地址|地点|来自|以及|还有|因为|由于|自从|目前|现在"
    r"|每天|今天|昨天|昨晚|今晚|最近|某|一[个家条]|整个|本人|自己|同一|全[市区县]|严重|沿着|通过|附属|尽快|恳请"
    r"|请|问题|关注|业主|居民|车辆|以来|占用|堵塞|强烈|解决|落实|管理|建设|施工|加强|盼望?|呼吁|质疑|违规|非法"
    r"|影响|导致|造成|作为|配套|周边|预留|距离|还|而|因|沿|过|经|受|找|该|些|贵"
)
_PLAIN_ROAD = (
    "马公道铁电线网思出走修堵让问半一主辅小土大老新好条段多各"
    "水泥柏油沥青高速断头环内外前后乡山上逛街满"
)
_PLAIN_CROSSING = (
    "(?:[十丁三岔叉字小大每各多前后左右面边两几交红绿灯主要]"
    "|四岔|五岔|学校|小区|单位|门前|转弯|拐弯)"
)
# the gate of something without a name is a place all the same: he speaks of his own
_GATE = re.compile(r"的?[东西南北正侧后]门(?:口|外)?|(?<=[校园院])的?(?:大门口?|门口)")
_PLAIN = re.compile(
    rf"(?:[{_PLAIN_ROAD}]{{0,4}}[路街巷弄]|{_PLAIN_CROSSING}{{0,6}}.口.{{0,2}}|[小大全本各该老旧新住宅居民个户几多此商业]{{0,4}}"
    r"(?:小区|社区|公寓|花园|家园|别墅|安置房|新城|家属院|家属楼|开发区)"
    r"|[山自本全该各每城中乡]{0,3}村|[城乡村小古市本全该各一个]{0,3}(?:街道(?:办事处)?|镇)"
    r"|[大小各本全该所公私立民办职市省县区镇乡人民中心新村老私家几多此等重点综合三甲国开发商物业供水电暖热力气燃"
    r"交通保险介筑装修旅游快递运营工程建房地产开投资置管理服务责任股份]{0,8}"
    r"(?:有限公司|公司|学校|医院|小学|中学|大学|学院|幼儿园|超市|饭店|餐厅|餐馆|酒店|宾馆|广场|公园|商场|网吧|酒吧"
    r"|诊所|药店|菜市场|农贸市场|加油站|景区|大厦|公交站|地铁站|步行街|机场|大桥|水库|健身房|养老院|ktv|歌厅|收费站"
    r"|天桥|派出所|卫生院|垃圾站|中转站|驾校|火车站|汽车站|高铁站|商城|图书馆|工业园|化工厂|搅拌站))"
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """Something in a normalised text that looks like a place of that type."""

    start: int
    end: int
    type: str


def shaped(text: str, known: tuple[tuple[int, int], ...] = ()) -> Iterator[Shaped]:
    """Places by the shape of their names, left to right, not overlapping.

    `known` are stretches already recognised, in order: a name does not reach back into them.
    """
    coded = [match.span() for match in _CODED.finditer(text)]
    yield from (Shaped(start, end, "coded") for start, end in coded)
    walls = sorted([*known, *coded])
    wall = last = 0
    for match in _SUFFIX.finditer(text):
        while walls and walls[0][1] <= match.end():
            wall = max(wall, walls.pop(0)[1])
        if match.start() < wall:
            continue
        start = _name_start(text, max(last, wall, match.start() - _LONGEST), match)
        if start is not None:
            type_ = match.lastgroup or ""
            yield Shaped(start, match.end(), _TYPES.get(type_, type_))
            last = match.end()
        elif match.lastgroup in _GATED and (gate := _GATE.match(text, match.end())):
            yield Shaped(match.start(), gate.end(), "gate")
            last = gate.end()


def _name_start(text: str, earliest: int, match: re.Match[str]) -> int | None:
    """Where the name before this suffix begins; None if nothing is named."""
    if match.lastgroup == "bus":
        return match.start()
    start = earliest
    for stop in _STOP.finditer(text, earliest, match.start()):
        start = stop.end()
    if start >= match.start() or _PLAIN.fullmatch(text, start, match.end()):
        return None
    return start
