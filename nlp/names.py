"""Finds the names people give for themselves or others: 我叫…, 联系人:…, 李女士, 才让卓玛."""

import re
from collections.abc import Callable, Iterator

from nlp.name_shapes import Shapes, read_shapes

_Found = tuple[int, int]
_Rank = tuple[int, int, int]  # how sure (0 the surest), where it begins and ends
_Look = Callable[[Shapes, str, int, int], Iterator[_Rank]]

_LONGEST = 4  # characters of a name in front of a title
_PERSON_THEN = re.compile(
    r"(?=[^\u4e00-\u9fff]|$|[说也把让叫签来打骂收欠答])|家里|不(?!能)|[您你]好|好(?=[^\u4e00-\u9fff]|$)"
)
_NO_PART = (
    r"(?!(?:and|i|from|in|my|at|of|is|living|live|the|me|us|no|not) |phone|tel|mobile|e?mail)"
)
_ENGLISH = re.compile(
    r"(?:my (?:full )?name(?: is|'s|:) ?"
    r"|(?<![a-z])(?:name|recipient|addressee|contact(?: person)?): ?"
    r"|(?:best |kind )?regards,?[\n ]?"
    r"|sincerely,?[\n ]?|(?<![a-z])signed:? )"
    rf"({_NO_PART}[a-z]{{2,15}}(?: {_NO_PART}[a-z]{{2,15}}){{0,2}})"
    r"(?![a-z])"
)
# at the very end only: thanks and a name behind it
_THANKS = re.compile(
    r"(?<![a-z])(?:thanks|thank you|best|cheers|yours(?: truly| faithfully)?)[,.!]?\n"
    r"([a-z]{2,15}(?: [a-z]{2,15})?)$"
)
_MISTER = re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss)\.? ?(?!and |i )[a-z]{2,15}(?![a-z])")
_NO_NAME = re.compile(
    r"未填|不愿|匿名|保密|不详|未知|本人|同上|不便|没有|不留|不方|空白|省略|也|都|就|还|是|认证|变更|信息|不|无|没|滴滴|他|她|你|我|了|过|几|一|两|三|来"
)


def names(text: str) -> Iterator[_Found]:
    """Start and end of every name in a normalised text; spans may overlap, best first.

    A name with its title (李女士) is one span. Takes time in proportion to the length.
    """
    shapes = read_shapes()
    ranked = [
        rank
        for word, start, end in shapes.finder.find(text)
        for meaning in shapes.meant[word]
        for rank in _LOOKS[meaning](shapes, text, start, end)
    ]
    for needed, shape in shapes.alone:
        if needed.search(text):
            spans = (match.span(1) for match in shape.finditer(text))
            ranked += [(3, a, b) for a, b in spans if text[a : a + 2] not in shapes.never]
    if " " in text:
        for pattern in (_ENGLISH, _THANKS, _MISTER):
            ranked += [(0, *match.span(pattern.groups)) for match in pattern.finditer(text)]
    yield from ((start, end) for _, start, end in sorted(ranked, key=_surest))


def _surest(rank: _Rank) -> _Rank:
    how, start, end = rank
    return how, start - end, start


def _after_label(shapes: Shapes, text: str, _: int, end: int) -> Iterator[_Rank]:
    match = shapes.after_label.match(text, end)
    if match and not _NO_NAME.match(match[1]) and not _is_no_name(shapes, match):
        yield 1, *match.span(1)
        yield from _others(shapes, text, match.end(1))


def _after_role(shapes: Shapes, text: str, _: int, end: int) -> Iterator[_Rank]:
    match = shapes.after_role.match(text, end)
    if match and not _is_no_name(shapes, match):
        yield 2, *match.span(1)
        yield from _others(shapes, text, match.end(1))


def _is_no_name(shapes: Shapes, match: re.Match[str]) -> bool:
    """高峰 is the rush hour, unless he says 叫高峰 or 姓名:高峰."""
    asked = match.string[match.start(1) - 1] in "叫:"
    return match[1][:2] in shapes.never and not (asked and match[1] in shapes.also)


def _after_kin(shapes: Shapes, text: str, start: int, end: int) -> Iterator[_Rank]:
    """我妈许桂花, 女儿李欣怡; a single character must be somebody's, or be 叫."""
    somebodys = text[start - 1 : start] in tuple("我他她其的家") or text.startswith("叫", end)
    if end - start > 1 or somebodys:
        yield from _after_role(shapes, text, start, end)


def _others(shapes: Shapes, text: str, end: int) -> Iterator[_Rank]:
    """余红、董建华: more of them."""
    while match := shapes.another.match(text, end):
        yield 2, *match.span(1)
        end = match.end(1)


def _titled(shapes: Shapes, text: str, start: int, end: int) -> Iterator[_Rank]:
    return _before(shapes, shapes.before_title, text, start, end)


def _addressed(shapes: Shapes, text: str, start: int, end: int) -> Iterator[_Rank]:
    return _before(shapes, shapes.before_address, text, start, end)


def _in_office(shapes: Shapes, text: str, start: int, end: int) -> Iterator[_Rank]:
    return _before(shapes, shapes.before_post, text, start, end)


def _familiar(shapes: Shapes, text: str, start: int, end: int) -> Iterator[_Rank]:
    """李哥, 陆工: such short titles only where the sentence goes on as behind a person."""
    if _PERSON_THEN.match(text, end):
        yield from _before(shapes, shapes.before_short, text, start, end)


def _before(
    shapes: Shapes, pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[_Rank]:
    for at in range(max(0, start - _LONGEST), start if text[end : end + 1] != "们" else 0):
        if pattern.fullmatch(text, at, start) and not _inside_a_word(shapes, text, at):
            yield 1, at, end
            return


def _inside_a_word(shapes: Shapes, text: str, at: int) -> bool:
    """安 of 保安大哥 is no surname, nor is 管 of 管理处."""
    return text[max(0, at - 1) : at + 1] in shapes.ending or text[at : at + 2] in shapes.never


def _of_parts(shapes: Shapes, text: str, start: int, _: int) -> Iterator[_Rank]:
    if match := shapes.parts.match(text, start):
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
