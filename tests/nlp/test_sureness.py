import pytest

from nlp.sureness import AS_IT_IS, FITTED, bent


@pytest.mark.parametrize("curve", [FITTED.second_level, FITTED.first_level])
def test_what_seems_likelier_is_surer_and_never_beyond_certain(
    curve: tuple[tuple[float, float], ...],
) -> None:
    sure = [bent(step / 100, curve) for step in range(101)]
    assert sure == sorted(sure)
    assert sure[0] >= 0
    assert sure[-1] <= 1


def test_a_straight_curve_changes_nothing() -> None:
    assert [bent(each, AS_IT_IS.first_level) for each in (0.0, 0.25, 1.0)] == [0.0, 0.25, 1.0]
