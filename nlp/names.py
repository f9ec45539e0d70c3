"""Finds the names people give for themselves or others: 我叫…, 联系人:…, 李女士, 才让卓玛."""

import re
from collections.abc import Callable, Iterator

from nlp.name_shapes import Shapes, read_shapes
from nlp.names_bare import bare_names
from nlp.names_latin import capitalised, latin_names
from nlp.text import Normal, has_han

_Found = tuple[int, int]
_Rank = tuple[int, int, int]  # how sure (0 the surest), where it begins and ends
_Look = Callable[[Shapes, Normal, int, int], Iterator[_Rank]]

_LONGEST = 4  # characters of a name in front of a title
_LONGEST_DOTTED = 8  # characters of a name up to its dot, and the dot
_PERSON_THEN = re.compile(
    r"(?=[^\u4e00-\u9fff]|$|[说也把让叫签来打骂收欠答])|家里|不(?!能)|[您你]好|好(?=[^\u4e00-\u9fff]|$)"
)
# 李先生牛肉面 is a shop
_SHOP = re.compile(
    r"家?(?:家政|牛肉|羊肉|拉面|面[馆食]|[餐饭酒菜]馆?[店厅]?(?=卫生|饭|菜|在|的|门|油)|[餐饭面菜]馆|餐[厅饮]|火锅|烧烤"
    r"|烤[肉鸭鱼]|包子|饺子|小吃|米线|酿皮|甜醅|炕锅|早餐|超市|商店|便利店|理发店|美[发容]|服装|[药茶酒饭]店"
    r"|(?:家政|餐饮|商贸|装饰|食品|保洁|搬家|物流|文化|教育|服务|管理|有限|责任|连锁){1,5}公司)"
)
_NO_NAME = re.compile(
    r"未填|不愿|匿名|保密|不详|未知|本人|同上|不便|没有|不留|不方|空白|省略|也|都|就|还|是|认证|变更|信息|不|无|没|滴滴|他|她|你|我|了|过|几|一|两|三|来"
)


def names(normal: Normal) -> Iterator[_Found]:
    """Start and end of every name in a normalised text; spans may overlap, best first.

    A name with its title (李女士) is one span. Takes time in proportion to the length.
    """
    ranked = [*announced(normal), *((4, *span) for span in bare_names(normal))]
    yield from ((start, end) for _, start, end in sorted(ranked, key=_surest))


def announced(normal: Normal) -> list[_Rank]:
    """What is a name by a word of the list beside it (我叫, 师傅), or by its shape (张某)."""
    shapes = read_shapes()
    ranked = [
        rank
        for word, start, end in shapes.finder.find(normal.text)
        for meaning in shapes.meant[word]
        for rank in _LOOKS[meaning](shapes, normal, start, end)
    ]
    ranked += _alone(shapes, normal)
    ranked += ((0, *span) for span in latin_names(normal, shapes.common))
    return ranked


def _surest(rank: _Rank) -> _Rank:
    how, start, end = rank
    return how, start - end, start


def _alone(shapes: Shapes, normal: Normal) -> Iterator[_Rank]:
    text = normal.text
    for shape in (shape for needed, shape in shapes.alone if needed.search(text)):
        for match in shape.finditer(text):
            if not _inside_a_word(shapes, text, match.start(1)):
                yield 3, *match.span(1)


def _begins(normal: Normal, at: int) -> bool:
    """Whether a name can begin there: nothing Chinese stands directly in front of it."""
    return not has_han(normal.text[max(0, at - 1) : at]) or normal.is_parted(at)


def _parted(
    shapes: Shapes, normal: Normal, match: re.Match[str] | None, rank: int
) -> Iterator[_Rank]:
    """Of what looks like a name, as much as ends like one or has a blank behind it."""
    if match and not _is_no_name(shapes, match):
        start, last = match.span(1)
        for end in range(last, max(start + 1, last - 2), -1):
            if shapes.ends.match(normal.text, end) or normal.is_parted(end):
                yield rank, start, end
                return


def _after_label(shapes: Shapes, normal: Normal, _: int, end: int) -> Iterator[_Rank]:
    match = shapes.after_label.match(normal.text, end)
    if match and not _NO_NAME.match(match[1]) and not _is_no_name(shapes, match):
        yield 1, *match.span(1)
        yield from _others(shapes, normal.text, match.end(1))
    elif not match:
        yield from _parted(shapes, normal, shapes.labelled.match(normal.text, end), 1)


def _after_role(shapes: Shapes, normal: Normal, _: int, end: int) -> Iterator[_Rank]:
    near = normal.text[end : end + _LONGEST_DOTTED]
    if near[:1] not in shapes.starts and "·" not in near:
        return
    match = shapes.after_role.match(normal.text, end)
    if match and not _is_no_name(shapes, match):
        yield 2, *match.span(1)
        yield from _others(shapes, normal.text, match.end(1))
    elif latin := shapes.latin.match(normal.text, end):
        if found := capitalised(normal, *latin.span(1), shapes.common):
            yield 2, *found
    elif not match:
        yield from _parted(shapes, normal, shapes.named.match(normal.text, end), 2)


def _is_no_name(shapes: Shapes, match: re.Match[str]) -> bool:
    """高峰 is the rush hour, unless he says 叫高峰 or 姓名:高峰."""
    asked = match.string[match.start(1) - 1] in "叫:"
    return match[1][:2] in shapes.never and not (asked and match[1] in shapes.also)


def _after_kin(shapes: Shapes, normal: Normal, start: int, end: int) -> Iterator[_Rank]:
    """我妈许桂花, 女儿李欣怡; a single character must be somebody's, or be 叫."""
    text = normal.text
    somebodys = text[start - 1 : start] in tuple("我他她其的家") or text.startswith("叫", end)
    if end - start > 1 or somebodys:
        yield from _after_role(shapes, normal, start, end)


def _others(shapes: Shapes, text: str, end: int) -> Iterator[_Rank]:
    """余红、董建华: more of them."""
    while (match := shapes.another.match(text, end)) and not _is_no_name(shapes, match):
        yield 2, *match.span(1)
        end = match.end(1)


def _titled(shapes: Shapes, normal: Normal, start: int, end: int) -> Iterator[_Rank]:
    return _before(shapes, shapes.before_title, normal, start, end)


def _addressed(shapes: Shapes, normal: Normal, start: int, end: int) -> Iterator[_Rank]:
    return _before(shapes, shapes.before_address, normal, start, end)


def _in_office(shapes: Shapes, normal: Normal, start: int, end: int) -> Iterator[_Rank]:
    return _before(shapes, shapes.before_post, normal, start, end)


def _familiar(shapes: Shapes, normal: Normal, start: int, end: int) -> Iterator[_Rank]:
    """李哥, 陆工: such short titles only where the sentence goes on as behind a person."""
    if _PERSON_THEN.match(normal.text, end):
        yield from _before(shapes, shapes.before_short, normal, start, end)


def _before(
    shapes: Shapes, pattern: re.Pattern[str], normal: Normal, start: int, end: int
) -> Iterator[_Rank]:
    text = normal.text
    if text[end : end + 1] == "们" or _SHOP.match(text, end):
        return
    for at in range(max(0, start - _LONGEST), start):
        if pattern.fullmatch(text, at, start) and not _inside_a_word(shapes, text, at):
            yield 1, at, end
            return
    at = start - 1
    is_shy = pattern is shapes.before_title and text[max(0, at) : start] in shapes.shy
    if is_shy and (text[at - 1 : at] == "的" or _begins(normal, at)):
        yield 1, at, end


def _inside_a_word(shapes: Shapes, text: str, at: int) -> bool:
    """安 of 保安大哥 is no surname, nor is 管 of 管理处."""
    return text[max(0, at - 1) : at + 1] in shapes.ending or text[at : at + 2] in shapes.never


def _of_parts(shapes: Shapes, normal: Normal, start: int, _: int) -> Iterator[_Rank]:
    inside = normal.text[max(0, start - 1) : start + 1] in shapes.ending  # 号主 马木沙
    if not inside and (match := shapes.parts.match(normal.text, start)):
        yield 0, *match.span()


_LOOKS: dict[str, _Look] = {
    "label": _after_label,
    "role": _after_role,
    "self": _after_role,
    "kin": _after_kin,
    "title": _titled,
    "address": _addressed,
    "post": _in_office,
    "short": _familiar,
    "part": _of_parts,
}
