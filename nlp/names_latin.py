"""Finds the names of people in Latin letters: My name is…, Regards, …; I'm Grace Whitfield."""

import re
from collections.abc import Iterator

from nlp.text import Normal

_Found = tuple[int, int]
_NO_PART = (
    r"(?!(?:and|i|from|in|my|at|of|is|living|live|the|me|us|no|not) |phone|tel|mobile|e?mail)"
)
_SPACE = r"(?: [a-z]\. ?| )"  # Robert J. Maclean
_ENGLISH = re.compile(
    r"(?:my (?:full )?name(?: is|'s|:) ?"
    r"|(?<![a-z])(?:name|recipient|addressee|contact(?: person)?): ?"
    r"|(?:best |kind )?regards,?[\n ]?"
    r"|sincerely,?[\n ]?|(?<![a-z])signed:? )"
    rf"({_NO_PART}[a-z]{{2,15}}(?:{_SPACE}{_NO_PART}[a-z]{{2,15}}){{0,2}})"
    r"(?![a-z])"
)
# at the very end only: thanks and a name behind it
_THANKS = re.compile(
    r"(?<![a-z])(?:thanks|thank you|best|cheers|yours(?: truly| faithfully)?)[,.!]?\n"
    r"([a-z]{2,15}(?: [a-z]{2,15})?)$"
)
_MISTER = re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss)\.? ?(?!and |i )[a-z]{2,15}(?![a-z])")

_WORD = r"[a-zà-ž]{2,15}(?:['-][a-zà-ž]{2,15})?"
_WORDS = re.compile(_WORD)
_NAME = rf"(?<![a-z])({_WORD}(?:{_SPACE}{_WORD}){{0,4}})(?![a-z\d@_])"
_PARTICLE = re.compile("d[aeiu]|de[lnr]|dos|v[ao]n|i?bn|bin|[ae]l|l[ae]")
_LONGEST = 3  # words of a name, without its particles
_KIN = (
    "wife|husband|son|daughter|mother|father|mom|mum|dad|brother|sister|friend|neighbou?r|partner"
    "|colleague|boss|roommate|flatmate|child|boyfriend|girlfriend|uncle|aunt|cousin|grand[a-z]{3,7}"
    "|landlord|landlady|agent|teacher|tutor|employer|manager|tenant|doctor|nanny|classmate"
)
_POST = "landlord|landlady|agent|manager|driver|tenant|guard|supervisor|employer|teacher|owner"
# A name follows, where the words have their capitals: I'm Grace Whitfield, my wife Yangjin Lhamo.
_TOLD = re.compile(
    rf"(?:my (?:{_KIN})(?: is|'s name is| named|,|:)? ?|(?:{_POST}|contact|named|dear|attn:?) "
    rf"|(?:{_POST}):)(?:dr\.? ?|prof\.? ?)?{_NAME}"
)
# One word alone needs an end behind it: I'm Sanjay, but not I'm Very angry.
_SELF = re.compile(rf"(?:i'm|i am|this is|call me|ask for) {_NAME}")
_SELF_ENDS = re.compile(
    r"[,.;:!?()\n]|$| (?:from|and|in|of|at|a|an|the|here|living|calling|writing|again|speaking)"
    r"(?![a-z])|[\u4e00-\u9fff]"
)
_REACHED = re.compile(
    rf"{_NAME}(?=[ ,(:]{{1,3}}(?:(?:tel|phone|mobile|cell|id|passport|wechat|e-?mail)"
    r"[a-z .:]{0,12})?(?:\+?86[ -]?)?1[3-9]\d)"
)
_LAST = re.compile(rf"[,.!?\n—-] ?{_NAME}[.!]?$")
# …, Xiadu Fudi at the end of an address is no name
_ADDRESS = re.compile(
    r"(?<![a-z])(?:building|road|street|unit|room|block|floor|near|avenue|lane|gate|live|located)"
)
_BEHIND = 40  # characters within which an address would stand


def latin_names(normal: Normal, common: frozenset[str]) -> Iterator[_Found]:
    """Start and end of the names in Latin letters in a normalised text; spans may overlap.

    Words that begin with a capital in what the citizen typed count in more places, unless one of
    them is `common`: I'm Chinese, This is Urgent, …, Chengxi District.
    """
    text = normal.text
    if " " in text:
        for pattern in (_ENGLISH, _THANKS, _MISTER):
            yield from (match.span(pattern.groups) for match in pattern.finditer(text))
    if " " in text or "\n" in text:
        for pattern in (_TOLD, _SELF, _REACHED, _LAST):
            for match in pattern.finditer(text):
                found = capitalised(normal, *match.span(1), common)
                if found and _is_whole(pattern, match, found):
                    yield found


def _is_whole(pattern: re.Pattern[str], match: re.Match[str], found: _Found) -> bool:
    """What somebody says of himself ends as a name does; in front of a number, or at the end of the
    text, all the words belong to it, and a single one only in a line of its own."""
    start, end = found
    if pattern is _TOLD:
        return True
    several = " " in match.string[start:end]
    if pattern is _SELF:
        return several or _SELF_ENDS.match(match.string, end) is not None
    if pattern is _LAST:
        before = match.string[max(0, match.start() - _BEHIND) : match.start()]
        several = several and not (match[0][0] == "," and _ADDRESS.search(before))
        several = several or match[0][0] == "\n"
    return end == match.end(1) and several


def capitalised(normal: Normal, start: int, end: int, common: frozenset[str]) -> _Found | None:
    """The words from `start` on that were typed as names are, small letters behind a capital."""
    last, count = start, 0
    for word in _WORDS.finditer(normal.text, start, end):
        span = normal.origin(*word.span())
        typed = normal.original[span.start : span.end]
        if typed[0].isupper() and not typed.isupper():
            if word[0] in common:
                return None
            last, count = word.end(), count + 1
        elif not count or not _PARTICLE.fullmatch(word[0]):
            break
    return (start, last) if 0 < count <= _LONGEST else None
