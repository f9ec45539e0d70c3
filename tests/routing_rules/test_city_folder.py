"""A city folder is taken whole or refused whole, with everything that is wrong with it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing_rules import CityError, Problem, load_city
from tests.routing_rules.tinytown import FILES, line_of, problems_of, tinytown


def problems_if_any(folder: Path) -> tuple[Problem, ...]:
    try:
        load_city(folder)
    except CityError as error:
        return error.problems
    return ()


def test_takes_a_sound_folder(tmp_path: Path) -> None:
    city = load_city(tinytown(tmp_path))

    assert city.name_en == "Tinytown"


def test_tells_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    tinytown(tmp_path, "units.yaml", "parent: cg", "parent: cgg")
    rules = FILES["rules.yaml"].replace("{duty: RQ}", "{duty: QR}").replace("[O1]", "[O9]")
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    (tmp_path / "places.yaml").write_text("places: [", encoding="utf-8")

    problems = problems_of(tmp_path)

    assert [one.file for one in problems] == [
        "places.yaml",
        "rules.yaml",
        "rules.yaml",
        "units.yaml",
    ]


def test_a_faulty_entry_does_not_hide_what_is_wrong_with_others(tmp_path: Path) -> None:
    tinytown(tmp_path)
    units = FILES["units.yaml"].replace("level: 2, parent: gov", "level: 9, parent: gov", 1)
    units = units.replace("level: 3, parent: west", "level: 3, parent: gov")
    (tmp_path / "units.yaml").write_text(units, encoding="utf-8")

    problems = problems_of(tmp_path)

    assert [one.line for one in problems] == [
        line_of("units.yaml", "level: 2, parent: gov"),
        line_of("units.yaml", "level: 3, parent: west"),
    ]


def test_one_mistake_is_not_told_again_as_another(tmp_path: Path) -> None:
    problems = problems_of(tinytown(tmp_path, "units.yaml", "id: gas, name: 燃气公司", "id: gas"))

    assert [(one.file, one.reason) for one in problems] == [("units.yaml", "缺少「name」")]


def test_an_unknown_key_lists_the_known_ones(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "rules.yaml", "months:", "month:")

    (problem,) = problems_of(folder)

    for known in ("category", "kind", "urgency", "area", "words", "months", "enterprise"):
        assert known in problem.reason
    assert "position" not in problem.reason


def test_near_names_are_offered(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "rules.yaml", "to: {unit: cg}", "to: {unit: east-gc}")

    (problem,) = problems_of(folder)

    assert "east-cg" in problem.reason


def test_refuses_a_rule_that_can_never_decide(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "rules.yaml", "when: {category: ['*']}", "when: {area: ['9901']}")

    problems = problems_of(folder)

    shadowed = [one for one in problems if "永远轮不到" in one.reason]
    assert [one.line for one in shadowed] == [line_of("rules.yaml", "name: 按地点")]
    assert "按类别" in shadowed[0].reason


def test_refuses_rules_without_fallback(tmp_path: Path) -> None:
    tinytown(tmp_path)
    rules = FILES["rules.yaml"].split("otherwise:")[0]
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")

    problems = problems_of(tmp_path)

    assert [one.reason for one in problems] == ["缺少兜底规则 otherwise"]


def test_refuses_a_rule_without_conditions(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "rules.yaml", "    when: {area: ['9901']}\n", "")

    (problem,) = problems_of(folder)

    assert "没有条件" in problem.reason


def test_refuses_to_send_by_category_without_one(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "rules.yaml", "when: {category: ['*']}", "when: {kind: [praise]}")

    (problem,) = problems_of(folder)

    assert "须有 category" in problem.reason


def test_refuses_a_duty_nobody_fulfils(tmp_path: Path) -> None:
    folder = tinytown(tmp_path, "units.yaml", "duties: [RQ]", "duties: [CG]")

    (problem,) = problems_of(folder)

    assert problem.file == "taxonomy.yaml"
    assert problem.line == line_of("taxonomy.yaml", "code: RQ")
    assert "没有任何单位承担" in problem.reason


def test_refuses_parents_in_a_circle(tmp_path: Path) -> None:
    tinytown(tmp_path)
    units = FILES["units.yaml"].replace("level: 2, parent: gov", "level: 2, parent: s1", 1)
    (tmp_path / "units.yaml").write_text(units, encoding="utf-8")

    (problem,) = problems_of(tmp_path)

    assert "上级须是第 1 级" in problem.reason


def test_refuses_areas_in_a_circle(tmp_path: Path) -> None:
    tinytown(tmp_path)
    areas = FILES["areas.yaml"].replace("parent: '9901'}", "parent: '990102001'}")
    (tmp_path / "areas.yaml").write_text(areas, encoding="utf-8")

    (problem,) = problems_of(tmp_path)

    assert "「西区」的上级不对" in problem.reason


def test_refuses_a_missing_tier_and_a_missing_template(tmp_path: Path) -> None:
    tinytown(tmp_path)
    for file, start in (
        ("deadlines.yaml", "  - {urgency: U4"),
        ("templates.yaml", "  - {key: merged"),
    ):
        kept = [one for one in FILES[file].splitlines() if not one.startswith(start)]
        (tmp_path / file).write_text("\n".join(kept), encoding="utf-8")

    reasons = {one.reason for one in problems_of(tmp_path)}

    assert reasons == {"缺少紧急程度「U4」的时限", "缺少模板「merged」"}


def test_refuses_a_missing_file_and_a_stray_one(tmp_path: Path) -> None:
    tinytown(tmp_path)
    (tmp_path / "kinds.yaml").rename(tmp_path / "kind.yaml")

    problems = problems_of(tmp_path)

    assert [(one.file, one.reason[:4]) for one in problems] == [
        ("kind.yaml", "不认识这"),
        ("kinds.yaml", "缺少这个"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("places:\n  - {name: 老桥\n".encode(), 3, "格式读不懂"),
        ("places:\n  - name：老桥\n    kind: road\n".encode(), 3, "全角冒号"),
        ("# 好\nplaces:\n  - {name: 老桥}\n".encode("gbk"), 1, "不是 UTF-8"),
        (b"places:\n  - {name: a\x07b, kind: road}\n", 2, "控制字符"),
        (b"- a\n", 1, "键: 值"),
        (b"", 1, "键: 值"),
        (b"places: []\nplaces: []\n", 2, "写了两次"),
        (b"places:\n  - {name: a, name: b, kind: road}\n", 2, "写了两次"),
        (b"a: &a [*a]\nplaces: []\n", 1, "引用"),
        (b"places:\n  - [a]\n", 2, "须是「键: 值」"),
        (b"places: a\n", 1, "须是一列"),
        (b"? [a]\n: b\nplaces: []\n", 1, "键必须是一个词"),
    ],
)
def test_says_why_a_file_cannot_be_read(
    tmp_path: Path, content: bytes, line: int, reason: str
) -> None:
    tinytown(tmp_path)
    (tmp_path / "places.yaml").write_bytes(content)

    problems = problems_of(tmp_path)

    assert (line, True) in [(one.line, reason in one.reason) for one in problems]


def test_reads_files_saved_with_a_byte_order_mark(tmp_path: Path) -> None:
    tinytown(tmp_path)
    (tmp_path / "city.yaml").write_text(FILES["city.yaml"], encoding="utf-8-sig")

    assert load_city(tmp_path).name == "小城"


def test_prints_every_problem_on_its_own_line() -> None:
    first, second = Problem("a.yaml", 3, "坏", "bad"), Problem("a.yaml", 12, "缺", "gone")

    error = CityError([second, first, second])

    assert str(error) == "a.yaml:3: 坏 / bad\na.yaml:12: 缺 / gone"


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    before = load_city(tinytown(tmp_path)).version

    again = load_city(tmp_path).version
    after = load_city(tinytown(tmp_path, "rules.yaml", "先抢修", "先疏散")).version

    assert before == again != after
    assert len(before) == 12


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_is_taken_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    tinytown(tmp_path)
    file = data.draw(st.sampled_from(sorted(FILES)))
    text = FILES[file]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    written = data.draw(st.sampled_from(["", "[]", "{}", "x", ": ", "- ", "'9901'", "null", "\n"]))
    (tmp_path / file).write_text(text[:start] + written + text[end:], encoding="utf-8")

    assert all(one.line >= 1 for one in problems_if_any(tmp_path))
