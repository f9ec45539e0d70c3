"""Finds rules that can never decide because an earlier one always comes first."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from routing_rules.areas import Areas
from routing_rules.rules import ANY_CATEGORY, Rule, When


def shadowed(rules: Iterable[Rule], areas: Areas) -> Iterator[tuple[Rule, Rule]]:
    """Pairs of a rule that cannot match and the earlier rule that takes all of its cases."""
    earlier: list[Rule] = []
    for rule in rules:
        cover = next((one for one in earlier if _covers(one, rule, areas)), None)
        if cover:
            yield rule, cover
        earlier.append(rule)


def _covers(wide: Rule, narrow: Rule, areas: Areas) -> bool:
    return _lasts_as_long(wide, narrow) and _conditions_cover(wide.when, narrow.when, areas)


def _lasts_as_long(wide: Rule, narrow: Rule) -> bool:
    begins = (wide.valid_from or date.min) <= (narrow.valid_from or date.min)
    return begins and (wide.valid_until or date.max) >= (narrow.valid_until or date.max)


def _conditions_cover(wide: When, narrow: When, areas: Areas) -> bool:
    def around(outer: str, inner: str) -> bool:
        return inner in areas and areas.contains(outer, inner)

    return (
        _values_cover(wide.category, narrow.category, _category_covers)
        and _values_cover(wide.area, narrow.area, around)
        and _values_cover(wide.words, narrow.words, lambda short, long: short in long)
        and _values_cover(wide.kind, narrow.kind, str.__eq__)
        and _values_cover(wide.urgency, narrow.urgency, str.__eq__)
        and _values_cover(wide.channel, narrow.channel, str.__eq__)
        and (not wide.months or (bool(narrow.months) and set(narrow.months) <= set(wide.months)))
        and wide.enterprise in (None, narrow.enterprise)
        and wide.confidential in (None, narrow.confidential)
    )


def _values_cover(
    wide: tuple[str, ...], narrow: tuple[str, ...], covers: Callable[[str, str], bool]
) -> bool:
    """No condition covers everything; else each narrow value needs a wide one around it."""
    if not wide:
        return True
    return bool(narrow) and all(any(covers(one, value) for one in wide) for value in narrow)


def _category_covers(wide: str, narrow: str) -> bool:
    return wide == ANY_CATEGORY or (narrow != ANY_CATEGORY and narrow.startswith(wide))
