"""How place names look in English: 12 Wusi Street, Kangle Garden Building 3, near Wanda Plaza."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nlp.language import PINYIN
from nlp.shapes_found import Shaped
from nlp.text import Normal

_TWO_WORDS = re.compile(r"[a-z] [a-z\d]")
_NO_UNIT = (
    r"(?! ?(?:days?|nights?|hours?|minutes?|weeks?|months?|years?|times|people|cars|met(?:er|re)s?"
    r"|m|km|pm|am|o'clock|of|lamps?|lights?|shops?|percent|yuan|[:.%]))"
)
_DOOR = rf"(?:no\.?|number|nr\.?|#)? ?\d{{1,4}}(?:-\d{{1,3}})?[a-z]?(?![a-z\d:.]){_NO_UNIT}"
_SIDE = r"(?: (?:east|west|north|south|middle))?"
_PART = (
    r"(?:(?:building|block|bldg|tower|gate|entrance) ?(?:no\.?|number|#)? ?\d{1,3}[a-z]?"
    r"|(?:no\.?|number ) ?\d{1,3} building|unit ?(?:no\.?)? ?\d{1,2}"
    r"|(?:room|apartment|apt|flat|suite) ?(?:no\.?)? ?\d{2,4}[a-z]?"
    r"|(?:\d{1,2}(?:st|nd|rd|th) floor|floor ?\d{1,2}))(?![a-z\d])"
)
_PARTS = re.compile(rf"{_PART}(?:(?:,|, | (?:of |in |on )?)?{_PART})*")
_SUFFIX = re.compile(
    r"(?<= )(?:"
    r"(?P<road>(?:street(?! ?(?:lamp|light|vendor|clean|food|sign|stall|sweep|dog|seller|market))"
    r"|road(?! ?(?:work|sign|surface|accident|condition|safety|repair|mark|rage|user|tax))|avenue"
    r"|lane(?! mark)|alley|boulevard|highway|expressway|dajie|dadao|jie|lu|xiang|hutong"
    rf"|(?:st|rd|ave)(?=[.,]|$)\.?)(?![a-z]){_SIDE}(?:(?:,| )?{_DOOR})?)"
    r"|(?P<estate>(?:gardens?|community|residential (?:area|quarter|community|compound|district)"
    r"|compound|estate|apartments?|villas?|xiaoqu|mansions?|residences?|new village)(?![a-z]))"
    r"|(?P<landmark>(?:square|park(?!ing)|hospital|(?:(?:railway|train|bus|metro|subway) )?station"
    r"|bus stop|bridge|market|mall|plaza|airport|museum|library|stadium|temple|mosque|tower"
    r"|building(?! ?\d)|shopping cent(?:er|re)|cent(?:er|re)|river|reservoir|scenic area)(?![a-z]))"
    r"|(?P<organisation>(?:(?:primary|middle|high) school|school|university|college|kindergarten"
    r"|hotel|restaurant|supermarket|company|clinic|pharmacy|factory|gym|ktv|bar|cafe)(?![a-z]))"
    r"|(?P<village>village(?![a-z]))"
    r"|(?P<area>(?:district|county|town|township|subdistrict|new area|(?:development|industrial)"
    r" (?:zone|park))(?![a-z]))"
    rf")(?P<parts>(?:(?:,| ){_PART})*)"
)
_BUS = re.compile(
    r"(?<![a-z\d])(?:(?:bus|tram|metro|subway)(?: route| line)? ?(?:no\.?|number |#)?\d{1,3}"
    r"|(?:line|route) \d{1,3}(?: bus)?|no\.?\d{1,3} bus(?! ?stop))(?![a-z\d])"
)
_DOOR_BEFORE = re.compile(rf"(?<![a-z\d.:])(?:{_DOOR})(?:,| )?$")
_PARTS_BEFORE = re.compile(rf"(?P<parts>{_PARTS.pattern})(?:,| )?(?:of |in |at )?$")
_TOKENS = re.compile(r"no\.\d{1,3}|[a-z][a-z']*(?:-[a-z]+)?|\d{1,3}(?:st|nd|rd|th)")
_LONGEST = 60  # characters of a name before its last word
_MOST = 5  # words of it
_TAKEN = 45  # characters of parts or a door number before a name
_LEAST = 4  # letters of a word in small letters that is taken for Chinese
_TYPED = re.compile(
    r"(?: (?:hui and tu|hui|tibetan|mongol|salar|tu))?(?: autonomous)?"
    r" (?P<type>district|county|town|township)$"
)
_ALSO = {"district": ("dist", "qu"), "county": ("xian",), "town": ("zhen",), "township": ("xiang",)}
_PLAIN_LEAST = 5  # letters of an area's name that stands for it alone


def may_name(text: str) -> bool:
    """Whether a normalised text may name a place in English."""
    return _TWO_WORDS.search(text) is not None


def names_of_area(name: str) -> tuple[str, ...]:
    """What else people call an area with that normalised English name: chengxi, chengxi qu."""
    found = _TYPED.search(name)
    if found is None or not name.isascii():
        return ()
    plain, type_ = name[: found.start()], found["type"]
    names = [f"{plain} {type_}", *(f"{plain} {other}" for other in _ALSO[type_])]
    return tuple(names if len(plain) < _PLAIN_LEAST else [*names, plain])


def shaped_in_english(normal: Normal) -> Iterator[Shaped]:
    """Places by the shape of their English names, left to right, not overlapping.

    A name is written with capitals, or is Chinese in Latin letters.
    """
    text = normal.text
    found = [*_named(normal), *(Shaped(*each.span(), "bus") for each in _BUS.finditer(text))]
    for each in _PARTS.finditer(text):
        if len(re.findall(r"\d+", each[0])) > 1:
            found.append(Shaped(*each.span(), "estate"))
    last = 0
    for shape in sorted(found, key=lambda each: (each.start, -each.end)):
        if shape.start >= last:
            yield shape
            last = shape.end


def _named(normal: Normal) -> Iterator[Shaped]:
    last = 0
    shouted = not any(character.islower() for character in normal.original)
    for match in _SUFFIX.finditer(normal.text):
        start = _name_start(normal, max(last, match.start() - _LONGEST), match.start(), shouted)
        if start is None:
            continue
        start = _with_what_stands_before(normal.text, max(last, start - _TAKEN), start)
        yield Shaped(start, match.end(), _type(match))
        last = match.end()


def _type(match: re.Match[str]) -> str:
    return next(name for name, said in match.groupdict().items() if said and name != "parts")


def _name_start(normal: Normal, earliest: int, end: int, shouted: bool) -> int | None:
    """Where the words of the name before `end` begin; None if none of them names anything."""
    start, named = end, False
    tokens = list(_TOKENS.finditer(normal.text, earliest, end))[-_MOST:]
    for token in reversed(tokens):
        if normal.text[token.end() : start].strip(" ") or token.end() + 1 < start:
            break
        says = _says(normal, token, shouted)
        if says is None:
            break
        start, named = token.start(), named or says
    return start if named else None


def _says(normal: Normal, token: re.Match[str], shouted: bool) -> bool | None:
    """Whether a word makes a name (True), only goes with one (False), or ends it (None)."""
    word = token[0]
    kind = _words().get(word, "")
    if kind == "stop":
        return None
    if kind in ("alone", "with") or word.startswith("no."):
        return kind != "with"
    if len(word) >= _LEAST and PINYIN.fullmatch(word):
        return True
    begins = token.start() == 0 or normal.text[token.start() - 1] in ".!?\n"
    span = normal.origin(token.start(), token.end())
    is_capital = normal.original[span.start].isupper() or word[0].isdigit()
    if is_capital and not shouted and not begins:
        return True
    return False if kind == "fills" else None


@cache
def _words() -> dict[str, str]:
    """Words of names, and words that are none, to what they are."""
    source = (files("nlp") / "words" / "places_en.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in source.splitlines() if line and not line.startswith("#")]
    return {word: kind for kind, *words in lines for word in words}


def _with_what_stands_before(text: str, earliest: int, start: int) -> int:
    """The name with its number, or with building and room."""
    before = text[earliest:start]
    if found := _PARTS_BEFORE.search(before) or _DOOR_BEFORE.search(before):
        return earliest + found.start()
    return start
