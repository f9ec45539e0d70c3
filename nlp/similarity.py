"""Says whether two reports may be about one event, for a person to confirm.

Text alone cannot tell: most people word the same event differently, and the same complaint is
copied for another place. So the place, or the name of what is complained of, and the matter have
to agree.
"""

import math
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from nlp.lexicon import words_of
from nlp.text import normalise

CANDIDATE = 0.3  # see tests/nlp/test_similarity.py for precision and recall there
_COPY = 0.63  # root of the trigram cosine from which two texts are copies of one another
_TEXT = 600  # characters of a text that are compared; the rest repeats or digresses
_NEAR, _FAR = 150.0, 1500.0  # metres: surely one place, surely two
_EARTH = 6_371_000.0  # metres, mean radius
_KEYS = 24
_PLACE = "place:"
_ODD = (2654435761, 2246822519, 3266489917, 668265263, 374761393, 3339675911)  # xxHash, Knuth
_BANDS = len(_ODD)
_CODED = re.compile(r"[a-z]\d{0,2}[市县区镇州]")
_FILLING = re.compile(
    r"反映|关于|投诉|咨询|建议|举报|请问|求助|请求|希望|恳请|要求|强烈|严重|问题|情况|解决|处理|尽快|领导|有关部门|政府|市民"
    r"|业主|居民|小区|什么时候|何时|为什么|为何|怎么|如何|是否|能否|可否|可以|没有|不能|附近|旁边|对面|一直|长期|非常|进行|以及"
    r"|我们|他们|你们|这个|那个|现在|目前|由于|因为|所以|但是|而且|已经|还是|就是|不是|到底|究竟|多次|无人|没人|谁来|管理"
    r"|相关|部门|您好|你好|尊敬的|书记|市长|县长|局长|区长|[的了吗呢吧啊在是有不和与及或被把给对从到向于]"
)
_UNIT = "[号栋幢座楼室期区组队院]|单元"
_BUILDING = re.compile(rf"第?\d+(?:[-之]\d+)?(?:{_UNIT})*|[一二三四五六七八九十]+(?:{_UNIT})+")
_ENDING = re.compile(r"(?:小区|社区|公寓|花园|家园|广场|大厦|有限公司|公司|街道|路口|交叉口)+$")


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a report when it is compared. `places` are the citizen's own words.

    `category` is a code whose first two characters are its first level; `latitude` and `longitude`
    are degrees, both or neither; `at` is when the report came in.
    """

    text: str
    at: datetime
    title: str = ""
    category: str | None = None
    area: str | None = None
    places: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, 0 to 1, and why, in Chinese and in English."""

    score: float
    because: tuple[str, ...] = ()
    because_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Profile:
    """A report, prepared for comparing."""

    title: str
    text: str
    names: frozenset[str]  # bigrams of the title, without places and filling words
    grams: frozenset[str]  # trigrams of title and text, without places
    pieces: tuple[str, ...]  # of the title, cut at filling words; each may be a name
    places: tuple[str, ...]
    matters: frozenset[str]  # categories that the words speak of


@lru_cache(maxsize=4096)
def _profile(described: Described) -> _Profile:
    title = normalise(described.title or described.text[:40]).text
    text = normalise(f"{described.title}\n{described.text[:_TEXT]}").text
    stems = (place_stem(place) for place in described.places)
    places = tuple(dict.fromkeys(place for place in stems if len(place) > 1))
    words = _CODED.sub("|", _without(places, text))
    return _Profile(
        title,
        text,
        frozenset(_grams(_named(_without(places, title)), 2)),
        frozenset(_grams(re.sub(r"[^\w|]", "", words), 3)),
        tuple(_named(title).split("|")),
        places,
        words_of(title),
    )


def _without(places: tuple[str, ...], text: str) -> str:
    """The text with the places cut out: what is left speaks of the matter."""
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(place, "|")
    return text


def place_stem(place: str) -> str:
    """A place's name without area codes, building numbers and kind words, for comparing."""
    bare = _BUILDING.sub("", _CODED.sub("", normalise(place).text))
    return _ENDING.sub("", bare) or bare


def _named(title: str) -> str:
    return re.sub(r"[\W_]+", "|", _FILLING.sub("|", _CODED.sub("|", title)))


def _grams(text: str, size: int) -> Iterable[str]:
    pieces = text.split("|") if "|" in text else (text,)
    return (each[i : i + size] for each in pieces for i in range(len(each) - size + 1))


def alike(a: Described, b: Described) -> Likeness:
    """Compare two reports; a score of `CANDIDATE` or more is worth a person's look.

    The score is a logistic regression fitted on 1,083 read messages of one city (948 pairs about
    one event). Places are cut out of the wording, which counts more where the place (or a name)
    and the matter agree too. It has seen no coordinates; what they add is set by hand. Of two
    near copies that name different places the score stays below `CANDIDATE`.
    """
    x, y = _profile(a), _profile(b)
    metres = _metres(a, b)
    place = max((_same_place(p, q) for p in x.places for q in y.places), default=0.0)
    near = metres is not None and metres <= _NEAR
    where = 1.0 if near else max(place, _shared_name(x, y))
    matter = _matter(a, b, x, y)
    words = math.sqrt(_cosine(x.grams, y.grams))
    days = abs((a.at - b.at).total_seconds()) / 86_400
    evidence = (
        -3.65
        + 2.4 * _cosine(x.names, y.names)
        + words * (5.2 + 4.9 * where + 3.1 * matter)
        + where * (1.4 + 0.95 * matter)
        - 0.43 * math.log1p(days)
        - 2.6 * _elsewhere(a, b)
        + _distance_says(metres, matter)
    )
    score = 1 / (1 + math.exp(-evidence))
    swapped = bool(x.places and y.places) and place == 0 and not near
    if swapped and (words > _COPY or where < 0.5):
        score = min(score, CANDIDATE * 0.8)
    return Likeness(round(score, 4), *_reasons(place, near, matter, words, days))


@lru_cache(maxsize=256)  # asked twice: to make a report findable, and to find others
def keys(described: Described) -> tuple[str, ...]:
    """At most 24 strings; reports about one event nearly always share at least one.

    Kept in an index, they find the candidates for `alike` without reading every report: the
    places, rare-looking pieces of the title, and bands of a MinHash over the text for copies.
    """
    profile = _profile(described)
    places = [f"{_PLACE}{place}" for place in profile.places[:8]]
    pieces = sorted(_grams("|".join(profile.pieces), 3), key=_hash)
    bands = [f"band:{number}:{least}" for number, least in enumerate(_bands(profile.grams))]
    grams = [f"gram:{piece}" for piece in dict.fromkeys(pieces)]
    return tuple([*places, *bands, *grams][:_KEYS])


def is_place(key: str) -> bool:
    """Whether a key says where it is, not what."""
    return key.startswith(_PLACE)


def _same_place(a: str, b: str) -> float:
    """How alike two bare place names are, 0 to 1."""
    if a == b:
        return 1.0 if len(a) > 2 else 0.7
    shorter = min(len(a), len(b))
    if shorter >= 3 and (a in b or b in a):
        return 0.85
    x, y = set(_grams(a, 2)), set(_grams(b, 2))
    shared = 0.8 * len(x & y) / min(len(x), len(y)) if shorter > 3 else 0.0
    return shared if shared >= 0.3 else 0.0


def _shared_name(x: _Profile, y: _Profile) -> float:
    """The longest piece of one title that the other report repeats, in eighths of 8 characters."""
    return max(_longest(x.pieces, y.text), _longest(y.pieces, x.text)) / 8


def _longest(pieces: Iterable[str], text: str) -> int:
    best = 0
    for piece in pieces:
        for start in range(len(piece)):
            while (
                best < 8 and len(piece) > start + best and piece[start : start + best + 1] in text
            ):
                best += 1
    return best


def _matter(a: Described, b: Described, x: _Profile, y: _Profile) -> float:
    """1 for the same category, 0.6 for the same first level, else the share of common matters."""
    if a.category is not None and a.category == b.category:
        return 1.0
    same_first = a.category and b.category and a.category[:2] == b.category[:2]
    common = len(x.matters & y.matters) / max(1, min(len(x.matters), len(y.matters)))
    return max(0.6 if same_first else 0.0, common)


def _elsewhere(a: Described, b: Described) -> bool:
    return bool(a.area and b.area and a.area != b.area)


def _metres(a: Described, b: Described) -> float | None:
    """Distance on the ground, good to a few metres within a city; None without coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north = math.radians(b.latitude - a.latitude)
    east = math.radians(b.longitude - a.longitude) * math.cos(math.radians(a.latitude))
    return _EARTH * math.hypot(north, east)


def _distance_says(metres: float | None, matter: float) -> float:
    """Log-odds, set by hand: a common matter close by speaks for, a long way against."""
    if metres is None:
        return 0.0
    if metres > _FAR:
        return -4.0
    return 2.5 * matter if metres <= _NEAR else 0.0


def _cosine(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / math.sqrt(len(a) * len(b)) if a and b else 0.0


def _reasons(
    place: float, near: bool, matter: float, words: float, days: float
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    says = (
        (near, "两处坐标很近", "the coordinates are close"),
        (place >= 0.7, "地点相同", "the same place"),
        (matter >= 1, "类别相同", "the same category"),
        (0.6 <= matter < 1, "事项相近", "a related matter"),
        (words >= _COPY, "文字几乎相同", "nearly the same words"),
        (0.25 <= words < _COPY, "用词相近", "similar words"),
        (days <= 3, "时间相近", "close in time"),
    )
    chosen = [(zh, en) for holds, zh, en in says if holds]
    return tuple(zh for zh, _ in chosen), tuple(en for _, en in chosen)


def _hash(gram: str) -> int:
    """The same on every machine and in every run, unlike `hash`."""
    return zlib.crc32(gram.encode())


def _bands(grams: frozenset[str]) -> Iterable[str]:
    """The smallest hash under each of several permutations: copies share most of them."""
    hashes = [_hash(gram) for gram in grams]
    for number in range(_BANDS if hashes else 0):
        yield format(min((each * _ODD[number]) & 0xFFFFFFFF for each in hashes), "08x")
