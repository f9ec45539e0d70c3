"""Sees several matters in one message, and none where one is only told at length."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from nlp.categories import Categories
from nlp.suggestion import Matter, PlaceMention
from nlp.text import Normal

_LEAST = 4  # letters of a part that can be a matter of its own
_SHORT = 160  # characters; a longer text is a story, and its connectives belong to it
_FEW = 90  # characters of a text whose mere sentences are looked at
_LIST = 300  # characters of a text whose numbers are looked at
_MOST = 12  # parts that are looked at
_BRIEF = 30  # characters of a part that names a matter rather than tells it
# Confidence from which a part's category is believed:
_GUESSED = 0.0  # where he says himself that there are several, the best guess will do
_SURE = 0.4
_VERY_SURE = 0.6  # of mere sentences, of questions, and of longer parts

_HAN = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_CLAUSE = r"(?:^|(?<=[\n。;!?:,、]))"
# Each way of numbering, with the number in the first group; a number may be left out.
_NUMBERED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d(])(\d{1,2})(?:[、)]|\.(?!\d))(?!\d)",
        r"\((\d{1,2})\)",
        rf"(?<![{_HAN}第周期之拜])([{_HAN}])[、.)](?![{_HAN}])",
        rf"\(([{_HAN}])\)",
        rf"([{_CIRCLED}])",
        rf"{_CLAUSE}第([{_HAN}])(?:个|件|点|条)?(?:问题|事情?|件事)?(?:是|就是|[,:、])*(?!次|天|人民|小学|中学|医院|季度|单元|栋|幢|期|届|层)",
        rf"{_CLAUSE}其([{_HAN}])(?:是|[,:、])?",
        rf"{_CLAUSE}([{_HAN}])是",
        rf"{_CLAUSE}([{_HAN}])来",
        rf"{_CLAUSE}(首先|其次|再次)[,:]?",
        r"(?:^|(?<=[\n.;!?:, ]))(first|second|third|fourth)(?:ly)?[,:]? ?",
    )
)
_TWO = re.compile(r"[2二②]|其次|second|一[个件桩]")  # where nothing of it is, nothing is numbered
_ORDINALS = {
    **{each: place for digits in (_HAN, _CIRCLED) for place, each in enumerate(digits, 1)},
    **{"首先": 1, "其次": 2, "再次": 3, "first": 1, "second": 2, "third": 3, "fourth": 4},
}
_ONE_AND_ANOTHER = re.compile(
    rf"{_CLAUSE}(?:还有|另外?|再)?一(?:个|件|桩)(?:事|事情|问题)?(?:是|就是)[,:]?"
)
_ANNOUNCED = re.compile(
    r"[两二三四五六七几2-9](?:个|件|桩)(?:不同的?)?事|(?:two|three|several|some) (?:things|matters)"
)
_LISTED = re.compile(
    r"(?:要求|请求|希望|建议|理由|原因|证据|依据|经过|过程|条件|材料|措施|做法|赔偿|后果|危害|影响|好处|方案|步骤|疑问|请问)[^。;!?\n]{0,6}$"
)
# 顺便反映, 还有一件事: says itself that another matter follows
_ANOTHER = (
    r"(?:另外|此外|除此之外|顺便|顺带|顺道|同时|最后|还)(?:我|还|也|再|想|要)*"
    r"(?:反映|反应|投诉|举报|咨询|问|说|报)(?:一下|下|个事|一个|一件|问题)*[,:]?"
    r"|(?:(?:另外?|还|再)有|另外)(?:一|另|两)?(?:个|件)(?:事情?|问题|情况)(?:是|就是|[要想]反映)?[,:]?"
    r"|再(?:反映|说|问|报)一(?:个|件)(?:事情?|问题)?[,:]?"
    r"|(?:and )?another (?:thing|problem|issue|matter)(?: is)?(?: that)?[,:]? ?|by the way,? ?"
)
_CONNECTED = re.compile(
    rf"(?=[另此除顺同最还再对abi])(?:(?P<another>{_ANOTHER})"
    rf"|{_CLAUSE}(?:另外|另有|此外|再有|再就是|再一个|还有|对了|also\b,?|besides,|in addition,?)"
    r"(?:就是|一点|,)?(?!一[位半只栋边层家户条]|[几两三]|的|那|加|收|付|找|个别))"
)
_SENTENCE = re.compile(r"[。!?\n]+|(?<=[a-z])\.(?: |$)")
# a sentence that begins so goes on about the one before
_GOES_ON = re.compile(
    r"导致|造成|因为|由于|所以|因此|结果|而且|并且|然后|后来|也|又|每次|他们?|她|它|这|那|该|其|要求|希望|请|恳请|望|强烈|多次|打|找|之前|特别是|尤其|严重|给|以致|不仅|但|可是|甚至|我们?(?:家|打|找|都|要|希望)"
    r"|it |they |this |that |please|because|so |i called|we called"
)
_QUESTION = re.compile(r"\?|[吗呢]$|是否|何时|什么时候|能否|为何|为什么|多少")
_EDGES = " \n,、。;:!?"


@dataclass(frozen=True, slots=True)
class _Part:
    """`places` are those it names itself."""

    start: int
    end: int
    category: str | None = None
    places: frozenset[str] = frozenset()


def find(
    normal: Normal, categories: Categories, places: Sequence[PlaceMention], field: str = "text"
) -> tuple[Matter, ...]:
    """The matters of a normalised text, in order; () when it is one, or when nothing tells.

    What lies in no matter (a greeting, a common address in front) is said of all of them. Mere
    sentences are told apart in short texts only, and only by categories that are beyond doubt:
    a wrong division annoys more than a missed one.
    """
    where = [(each.start, each.end, each.text) for each in places if each.field == field]
    found = _by_number(normal, categories, where) or _by_connective(normal.text, categories)
    parts = found or _by_sentence(normal.text, categories)
    return tuple(_matter(part, normal, field) for part in parts)


def _by_number(
    normal: Normal, categories: Categories, where: Sequence[tuple[int, int, str]]
) -> list[_Part]:
    """Numbered parts that speak of different matters, or of one sort in different places."""
    text = normal.text
    marks = _marks(text) if len(text) <= _LIST and _TWO.search(text) else []
    if not marks or _LISTED.search(text, 0, marks[0][0]):
        return []
    announced = _ANNOUNCED.search(text, 0, marks[0][0]) is not None
    if not announced and _is_matter(text[: marks[0][0]], categories):
        return []  # what is said in front is the matter, and these are its details
    sure = _GUESSED if announced else _SURE
    parts = (_judged(part, text, categories, sure) for part in _between(text, marks))
    located = [replace(part, places=_named_in(part, normal, where)) for part in parts]
    return _apart(located, _repeats if announced else _continues)


def _marks(text: str) -> list[tuple[int, int]]:
    """The spans of the first numbering that counts from one to at least two."""
    for pattern in _NUMBERED:
        marks: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            if _ordinal(match[1]) == len(marks) + 1:
                marks.append(match.span())
        if len(marks) > 1:
            return marks[:_MOST]
    named = [match.span() for match in _ONE_AND_ANOTHER.finditer(text)]
    return named[:_MOST] if len(named) > 1 else []


def _ordinal(written: str) -> int:
    return int(written) if written.isdecimal() else _ORDINALS[written]


def _named_in(part: _Part, normal: Normal, where: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    span = normal.origin(part.start, part.end)
    return frozenset(text for start, end, text in where if span.start <= start and end <= span.end)


def _by_connective(text: str, categories: Categories) -> list[_Part]:
    if len(text) > _SHORT:
        return []
    marks = [match for match in _CONNECTED.finditer(text) if match.start()][: _MOST - 1]
    if not marks:
        return []
    sure = _GUESSED if any(match["another"] for match in marks) else _SURE
    parts = _between(text, [(0, 0), *(match.span() for match in marks)])
    return _apart([_judged(part, text, categories, sure) for part in parts], _continues)


def _by_sentence(text: str, categories: Categories) -> list[_Part]:
    if len(text) > _FEW:
        return []
    marks = [match.span() for match in _SENTENCE.finditer(text) if match.end() < len(text)]
    cuts = [mark for mark in marks if not _GOES_ON.match(text, mark[1])]
    if not cuts or len(cuts) > _MOST:
        return []
    parts = _between(text, [(0, 0), *cuts])
    judged = [_judged(part, text, categories, _VERY_SURE) for part in parts]
    return _apart(judged, _continues)


def _between(text: str, marks: Sequence[tuple[int, int]]) -> list[_Part]:
    """The text after each mark, up to the next one, without blanks and marks at its edges."""
    ends = [start for start, _ in marks[1:]] + [len(text)]
    parts = (_trimmed(text, mark[1], end) for mark, end in zip(marks, ends, strict=True))
    return [part for part in parts if part.end > part.start]


def _trimmed(text: str, start: int, end: int) -> _Part:
    told = text[start:end]
    return _Part(start + len(told) - len(told.lstrip(_EDGES)), start + len(told.rstrip(_EDGES)))


def _judged(part: _Part, text: str, categories: Categories, sure: float) -> _Part:
    told = text[part.start : part.end]
    if sum(character.isalpha() for character in told) < _LEAST:
        return part
    found = categories.find({"text": _plain(told)})
    if len(told) > _BRIEF or _QUESTION.search(told):
        sure = _VERY_SURE
    guesses = found.alternatives[:1] if sure == _GUESSED else (found.category,)
    believed = [each.code for each in guesses if each and each.confidence >= sure]
    return _Part(part.start, part.end, believed[0] if believed else None)


def _is_matter(told: str, categories: Categories) -> bool:
    found = categories.find({"text": _plain(told)})
    return found.category is not None or found.first_level is not None


def _plain(told: str) -> Normal:
    return Normal(told, told, (0,), (0,))


def _apart(
    parts: Sequence[_Part], belongs: Callable[[Sequence[_Part], _Part], bool]
) -> list[_Part]:
    """The parts, without those that belong to the one before; none if only one is left."""
    apart: list[_Part] = []
    for part in parts:
        if apart and belongs(apart, part):
            known = apart[-1].category or part.category
            apart[-1] = replace(apart[-1], end=part.end, category=known)
        else:
            apart.append(part)
    return apart if len(apart) > 1 else []


def _continues(apart: Sequence[_Part], part: _Part) -> bool:
    """Whether it says nothing of its own, or what one matter has beside the other."""
    one, other = apart[-1].category, part.category
    wild = _relations()[1]
    if one is None or other is None or one in wild or other in wild:
        return True
    return not _elsewhere(apart[-1], part) and any(_is_kin(each.category, other) for each in apart)


def _repeats(apart: Sequence[_Part], part: _Part) -> bool:
    same = part.category is not None and part.category == apart[-1].category
    return same and not _elsewhere(apart[-1], part)


def _elsewhere(one: _Part, other: _Part) -> bool:
    return bool(one.places and other.places) and not one.places & other.places


def _is_kin(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    return one == other or any(
        (one in group or one[:2] in group) and (other in group or other[:2] in group)
        for group in _relations()[0]
    )


@cache
def _relations() -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
    """Groups of categories that are kin, and those that are never a matter among others."""
    source = (files("nlp") / "words" / "matters.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in source.splitlines() if line and not line.startswith("#")]
    kin = tuple(frozenset(codes) for what, *codes in lines if what == "kin")
    return kin, frozenset(code for what, *codes in lines if what == "wild" for code in codes)


def _matter(part: _Part, normal: Normal, field: str) -> Matter:
    span = normal.origin(part.start, part.end)
    return Matter(span.start, span.end, field, part.category)


def shared(text: str, matters: Sequence[Matter]) -> str:
    """What stands in front of the first matter and is said of all; without its number or mark."""
    told = text[: matters[0].start] if matters else ""
    for pattern in (*_NUMBERED, _ONE_AND_ANOTHER):
        last = [match for match in pattern.finditer(told) if match.end() >= len(told.rstrip())]
        told = told[: last[-1].start()] if last else told
    return told.strip(_EDGES + "(：，　 （")
