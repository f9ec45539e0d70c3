"""The lines written for this project, and which of the ordinary ones are emergencies."""

from nlp.learning.samples import DOUBTFUL, emergencies, ordinary_lines


def test_every_emergency_among_the_ordinary_lines_is_one_of_them() -> None:
    assert emergencies().keys() <= {each.text for each in ordinary_lines()}


def test_readers_said_of_each_that_it_is_one_or_may_be() -> None:
    said = [*emergencies().values()]

    assert {*said} == {"U0", DOUBTFUL}
    assert said.count("U0") > said.count(DOUBTFUL)


def test_ordinary_lines_are_told_without_marks() -> None:
    assert not [each.text for each in ordinary_lines() if {"⟦", "⟧", "\\n", "\t"} & {*each.text}]
