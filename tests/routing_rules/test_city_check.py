"""`python -m routing_rules.check`: what it prints and how it ends."""

from datetime import date
from pathlib import Path

import pytest

from routing_rules.check import check_city, lines, main
from tests.routing_rules.tinytown import line_of, tinytown


def test_says_what_is_sound_and_ends_with_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(tinytown(tmp_path))])

    told = capsys.readouterr().out
    assert code == 0
    for part in ("小城 Tinytown", "例子 examples: 2 / 2", "没有问题 / sound"):
        assert part in told


def test_checks_xining_when_no_folder_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "西宁市 Xining" in capsys.readouterr().out


def test_prints_every_problem_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(tinytown(tmp_path, "units.yaml", "parent: cg", "parent: cgg"))])

    told = capsys.readouterr().out
    assert code == 1
    assert f"units.yaml:{line_of('units.yaml', 'parent: cg')}: " in told
    assert "1 to put right" in told


def test_a_failing_example_names_the_rule_that_decided(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "examples.yaml", "expect: {lead: cg", "expect: {lead: s3")

    report = check_city(folder)

    (problem,) = report.problems
    assert not report.sound
    assert problem.line == line_of("examples.yaml", "垃圾没人清")
    assert "lead: s3 ≠ cg" in problem.reason
    assert "按类别" in problem.reason


def test_an_example_with_other_assists_fails(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "examples.yaml", "assists: [s3]", "assists: [s2, hot]")

    (problem,) = check_city(folder).problems

    assert "assists: hot s2 ≠ s3" in problem.reason


def test_wrong_use_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as no_folder:
        main([str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as no_option:
        main(["--loudly"])

    assert (no_folder.value.code, no_option.value.code) == (2, 2)
    assert "没有这个文件夹" in capsys.readouterr().err


def test_warns_of_years_without_holidays_and_of_rules_that_ran_out(tmp_path: Path) -> None:
    folder = tinytown(tmp_path)

    early = lines(check_city(folder, date(2025, 3, 1)))
    last_day = lines(check_city(folder, date(2027, 1, 20)))
    late = lines(check_city(folder, date(2027, 1, 21)))

    assert [one for one in early if "calendar.yaml 没有 2025 年" in one]
    assert not [one for one in early if "2026 年" in one or "失效" in one]
    assert not [one for one in last_day if "失效" in one]
    assert [one for one in late if "「冬天的垃圾」已于 2027-01-20 失效" in one]
