"""Every sort of mistake in a city folder is told with its file, its line and the reason."""

from pathlib import Path

import pytest

from tests.routing_rules.tinytown import line_of, problems_of, tinytown

# file, what stands there, what is written instead, the reason's words; the line is that of `old`
MISTAKES = (
    ("city.yaml", "province: 某省", "provinz: 某省", "不认识「provinz」"),
    ("city.yaml", "number_prefix: TT", "number_prefix: tt1", "写法不对"),
    ("city.yaml", "timezone: Asia/Shanghai", "timezone: Asia/Xining", "没有时区"),
    ("city.yaml", "bounds: {south: 30", "bounds: {south: 31", "范围颠倒"),
    ("city.yaml", "bounds: {south: 30", "bounds: {south: 北", "不是数字"),
    ("kinds.yaml", "has_deadline: false", "has_deadline: 不", "true 或 false"),
    ("kinds.yaml", "code: report", "code: praise", "已经有了"),
    ("taxonomy.yaml", "lead: [RQ]", "lead: [RQQ]", "没有职责「RQQ」"),
    ("taxonomy.yaml", "lead: [RQ]", "lead: []", "至少 1 个"),
    ("taxonomy.yaml", "assists: [SB]", "assists: [XX]", "没有职责「XX」"),
    ("taxonomy.yaml", "handover: [fire]", "handover: [ghost]", "没有联系电话「ghost」"),
    ("taxonomy.yaml", "code: '0202'", "code: '0302'", "没有一级类别「03」"),
    ("taxonomy.yaml", "code: '0202'", "code: '0201'", "已经有了"),
    ("taxonomy.yaml", "code: '0202'", "code: '02021'", "写法不对"),
    ("taxonomy.yaml", "urgency: U4", "urgency: U9", "只能写"),
    ("taxonomy.yaml", "lead: [CG], tags: [安全性]", "lead: [CG]", "七有五性"),
    ("taxonomy.yaml", "{code: RQ, name: 燃气", "{code: RQ, nam: 燃气", "缺少「name」"),
    ("units.yaml", "phone: '12345'", "phone: '13912345678'", "不写私人手机"),
    ("units.yaml", "phone: '12345'", "phone: 总机转", "只能是数字"),
    ("units.yaml", "id: west, name", "id: east, name", "已经有了"),
    ("units.yaml", "parent: cg", "parent: cgg", "没有单位「cgg」"),
    ("units.yaml", "parent: cg", "parent: west", "上级须是第 1 级"),
    ("units.yaml", "level: 3, parent: west", "level: 3", "必须有"),
    ("units.yaml", "level: 3, parent: west", "level: 4, parent: west", "太大"),
    ("units.yaml", "area: '990102'}", "area: '990109'}", "没有地区「990109」"),
    ("areas.yaml", "parent: '990102'", "parent: '9901'", "上级不对"),
    ("areas.yaml", "code: '990102', name", "code: 西区, name", "写法不对"),
    ("areas.yaml", "code: '990102001', name", "code: '990102002', name", "没有属地单位"),
    ("places.yaml", "area: '990101'", "area: '990199'", "没有地区「990199」"),
    ("places.yaml", "kind: landmark", "kind: bridge", "只能写"),
    ("rules.yaml", "when: {category: ['0101']}", "when: {kategorie: ['0101']}", "kategorie"),
    ("rules.yaml", "when: {category: ['0101']}", "when: {category: ['0109']}", "没有类别「0109」"),
    ("rules.yaml", "when: {area: ['990101']", "when: {area: ['990909']", "没有地区「990909」"),
    ("rules.yaml", "months: [12, 1]", "months: [12, 13]", "太大"),
    ("rules.yaml", "to: {unit: cg}", "to: {unit: gc}", "没有单位「gc」"),
    ("rules.yaml", "to: {unit: cg}", "to: 市局", "只能写"),
    ("rules.yaml", "to: {unit: cg}", "to: {unit: cg, duty: CG}", "之一"),
    ("rules.yaml", "to: {duty: RQ}", "to: {duty: QR}", "没有职责「QR」"),
    ("rules.yaml", "settles: [O1]", "settles: [O9]", "没有职责交叉「O9」"),
    ("rules.yaml", "valid_until: 2027-01-20", "valid_until: 2026-01-20", "早于生效日"),
    ("rules.yaml", "valid_from: 2026-12-10", "valid_from: 冬天", "valid_from"),
    ("rules.yaml", "to: {unit: hot}", "to: territorial", "兜底规则"),
    ("deadlines.yaml", "days: 7, second", "days: 7, minutes: 5, second", "只写一个"),
    ("deadlines.yaml", "urgency: U3", "urgency: U2", "已经有了"),
    ("deadlines.yaml", "days: 11", "days: 0", "太小"),
    ("deadlines.yaml", "calendar: working", "calendar: lunar", "只能写"),
    ("calendar.yaml", "until: 2026-10-07", "until: 2026-09-07", "早于 from"),
    ("calendar.yaml", "makeup_workdays: [2026-10-10]", "makeup_workdays: [2026-10-12]", "补班日"),
    ("calendar.yaml", "makeup_workdays: [2026-10-10]", "makeup_workdays: [2026-10-03]", "补班日"),
    ("calendar.yaml", "makeup_workdays: [2026-10-10]", "makeup_workdays: [2027-10-09]", "years"),
    ("templates.yaml", "zh: '{number}收到", "zh: '{nummer}收到", "必须写上空位 {number}"),
    ("templates.yaml", "en: 'Got {number}", "en: 'Got {number} of {who}", "不能用空位 {who}"),
    ("templates.yaml", "[[，见{link}]]", "，见{link}", "须放在 [[…]] 里"),
    ("templates.yaml", "zh: '打{fire}[[或{gas}]]", "zh: '打{fire}或{gas}", "须放在 [[…]] 里"),
    ("templates.yaml", "[[，见{link}]]", "[[，见{link}", "没有成对"),
    ("templates.yaml", "key: privacy_notice, zh: 保密", "key: privacy, zh: 保密", "不认识模板"),
    ("templates.yaml", "zh: 保密", "zh: 找13812345678", "私人手机号"),
    ("contested.yaml", "codes: ['0201']", "codes: ['0299']", "没有类别「0299」"),
    ("contested.yaml", "to: {duty: CG}", "to: {duty: CX}", "没有职责「CX」"),
    ("contested.yaml", "to: territorial", "to: somewhere", "territorial"),
    ("conversation.yaml", "pause_seconds: 2", "pause_seconds: 20", "太大"),
    ("conversation.yaml", "pause_seconds: 2", "pause: 2", "不认识「pause」"),
    ("conversation.yaml", "patience_minutes: 30", "patience_minutes: 半小时", "不是整数"),
    ("conversation.yaml", "needs_time: ['0201']", "needs_time: ['0209']", "没有类别「0209」"),
    ("conversation.yaml", "needs_time: ['0201']", "needs_time: ['*']", "写法不对"),
    ("conversation.yaml", "placeless_kinds: [praise]", "placeless_kinds: [prise]", "「prise」"),
    ("conversation.yaml", "placeless_categories: ['0202']", "placeless_categories: ['9']", "写法"),
    ("conversation.yaml", "id: army", "id: courts", "已经有了"),
    ("conversation.yaml", "法院…判|执行]", "法院…, 执行]", "两边都要有词语"),
    ("conversation.yaml", "words: [营房, sue]", "words: [营房…判…打]", "只能写一个"),
    ("conversation.yaml", "words: [营房, sue]", "words: []", "至少 1 个"),
    ("conversation.yaml", "other_way: 找部队", "other_way: 找13912345678", "私人手机号"),
    ("examples.yaml", "expect: {lead: gas}", "expect: {lead: gaz}", "没有单位「gaz」"),
    ("examples.yaml", "area: '990102001'", "area: '990102009'", "没有地区"),
    ("examples.yaml", "text: 垃圾没人清,", "text: 垃圾,没人清,", "全角逗号"),
)


@pytest.mark.parametrize(("file", "old", "new", "reason"), MISTAKES)
def test_names_file_line_and_reason(
    tmp_path: Path, file: str, old: str, new: str, reason: str
) -> None:
    problems = problems_of(tinytown(tmp_path, file, old, new))

    told = [one for one in problems if one.file == file and reason in one.reason]
    assert [one.line for one in told] == [line_of(file, old)]
    assert all(one.reason_en.isascii() or "「" in one.reason for one in told)
