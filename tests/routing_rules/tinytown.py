"""A sound city of three streets, small enough to see what a test breaks in it."""

from pathlib import Path

import pytest

from routing_rules import CityError, Problem, load_city

ASIDE = (
    "greeting ask_what ask_what_picture ask_where ask_which ask_when phone_invited phone_kept "
    "phone_wrong "
    "supplement_nothing progress_none number_unknown withdraw_nothing person_called "
    "person_awaited person_taken person_back person_ended answer_more not_understood still_here "
    "machine_here thanks slow_down back_asked dropped corrected resumed resume_wrong media_kept "
    "choice_separate choice_together choice_yes choice_no choice_file choice_helped "
    "choice_person choice_skip"
)
ABOUT_A_REPORT = (
    "ask_withdraw filed filed_silent filed_hurry supplement_added supplement_danger "
    "supplement_invited "
    "withdraw_passed_on withdraw_kept"
)
# the conversation's, as short as they may be
TALK = (
    "".join(f"  - {{key: {key}, zh: 好, en: Well}}\n" for key in ASIDE.split())
    + "".join(
        f"  - {{key: {key}, zh: '{{number}}', en: '{{number}}'}}\n"
        for key in ABOUT_A_REPORT.split()
    )
    + """\
  - {key: ask_divide, zh: '{list}', en: '{list}'}
  - {key: filed_several, zh: '{list}', en: '{list}'}
  - {key: progress_one, zh: '{number}{state}', en: '{number}{state}'}
  - {key: out_of_remit, zh: '{number}{reason}', en: '{number}{reason}'}
  - {key: answer, zh: '{answer}{source}', en: '{answer}{source}'}
  - {key: resume_code, zh: '{code}', en: '{code}'}
"""
)

FILES = {
    "city.yaml": """\
name: 小城
name_en: Tinytown
province: 某省
number_prefix: TT
timezone: Asia/Shanghai
bounds: {south: 30, west: 100, north: 31, east: 101}
contacts:
  - {id: hotline, name: 热线, name_en: Hotline, number: '12345'}
  - {id: fire, name: 火警, name_en: Fire, number: '119'}
  - {id: gas, name: 燃气抢修, name_en: Gas repair}
""",
    "kinds.yaml": """\
kinds:
  - {code: complaint, name: 投诉, name_en: Complaint, has_deadline: true}
  - {code: praise, name: 表扬, name_en: Praise, has_deadline: false}
  - {code: report, name: 举报, name_en: Report, has_deadline: true, confidential_by_default: true}
""",
    "taxonomy.yaml": """\
duties:
  - {code: SB, name: 属地, name_en: Territory}
  - {code: CG, name: 城管, name_en: Urban management}
  - {code: RQ, name: 燃气, name_en: Gas}
  - {code: HOT, name: 热线, name_en: Hotline}
categories:
  - {code: '01', name: 公用, name_en: Utilities, urgency: U3, lead: [CG], tags: [宜居性]}
  - {code: '0101', name: 漏气, name_en: Leak, urgency: U0, lead: [RQ], assists: [SB],
     handover: [fire]}
  - {code: '02', name: 市容, name_en: Streets, urgency: U3, lead: [CG], tags: [安全性]}
  - {code: '0201', name: 垃圾, name_en: Rubbish, urgency: U2, lead: [CG, SB], assists: [HOT]}
  - {code: '0202', name: 办证, name_en: Titles, urgency: U4, lead: [CG], assists: [SB, HOT],
     parallel_dispatch: true}
  - {code: '0203', name: 井盖, name_en: Covers, urgency: U1, lead: [SB], emergency_first: true}
""",
    "units.yaml": """\
units:
  - {id: hot, name: 热线中心, name_en: Hotline centre, level: 1, duties: [HOT], phone: '12345'}
  - {id: gov, name: 市政府, name_en: City government, level: 1}
  - {id: cg, name: 市城管局, name_en: City streets, level: 1, duties: [CG]}
  - {id: gas, name: 燃气公司, name_en: Gas company, level: 1, duties: [RQ]}
  - {id: east, name: 东区政府, name_en: East, level: 2, parent: gov, duties: [SB], area: '990101'}
  - {id: east-cg, name: 东区城管局, name_en: East streets, level: 2, parent: cg, duties: [CG],
     area: '990101'}
  - {id: west, name: 西区政府, name_en: West, level: 2, parent: gov, duties: [SB], area: '990102'}
  - {id: s1, name: 一街, name_en: First, level: 3, parent: east, duties: [SB], area: '990101001'}
  - {id: s2, name: 二街, name_en: Second, level: 3, parent: east, duties: [SB], area: '990101002'}
  - {id: s3, name: 三街, name_en: Third, level: 3, parent: west, duties: [SB], area: '990102001'}
""",
    "areas.yaml": """\
areas:
  - {code: '9901', name: 小城, name_en: Tinytown, level: city}
  - {code: '990101', name: 东区, name_en: East, level: district, parent: '9901', aliases: [东]}
  - {code: '990102', name: 西区, name_en: West, level: district, parent: '9901'}
  - {code: '990101001', name: 一街, name_en: First, level: street, parent: '990101'}
  - {code: '990101002', name: 二街, name_en: Second, level: street, parent: '990101'}
  - {code: '990102001', name: 三街, name_en: Third, level: street, parent: '990102'}
""",
    "places.yaml": """\
places:
  - {name: 老桥, kind: landmark, area: '990101'}
""",
    "rules.yaml": """\
petition_words: [上访, 聚集]
rules:
  - name: 漏气
    name_en: Leak
    when: {category: ['0101']}
    to: {duty: RQ}
    assists: [territorial]
    emergency_first: true
    because: 先抢修
    because_en: repair first
  - name: 东区夜市
    name_en: Night market in the east
    when: {area: ['990101'], words: [夜市, KTV]}
    to: {unit: cg}
    settles: [O1]
    because: 夜市归市局
    because_en: the night market is the city's
  - name: 冬天的垃圾
    name_en: Rubbish in winter
    when: {category: ['0201'], months: [12, 1]}
    to: territorial
    valid_from: 2026-12-10
    valid_until: 2027-01-20
    because: 冬天归街道
    because_en: streets do it in winter
  - name: 按类别
    name_en: By category
    when: {category: ['*']}
    to: category
    because: 按类别派
    because_en: by category
  - name: 按地点
    name_en: By place
    when: {area: ['9901']}
    to: territorial
    because: 按地点派
    because_en: by place
otherwise:
  name: 兜底
  name_en: Fallback
  to: {unit: hot}
  mode: supervisor
  confidence: 0.2
  because: 先问清
  because_en: ask first
""",
    "deadlines.yaml": """\
tiers:
  - {urgency: U0, name: 立即, name_en: Now, minutes: 120, second_round_days: 1}
  - {urgency: U1, name: 特急, name_en: Critical, days: 1, second_round_days: 1}
  - {urgency: U2, name: 紧急, name_en: Urgent, days: 3, second_round_days: 2, calendar: working}
  - {urgency: U3, name: 一般, name_en: Normal, days: 7, second_round_days: 3}
  - {urgency: U4, name: 疑难, name_en: Complex, days: 11, second_round_days: 7}
""",
    "calendar.yaml": """\
years: [2026]
holidays:
  - {name: 国庆节, name_en: National Day, from: 2026-10-01, until: 2026-10-07,
     makeup_workdays: [2026-10-10]}
""",
    "templates.yaml": """\
templates:
  - {key: receipt, zh: '{number}收到[[，见{link}]]。', en: 'Got {number}[[ at {link}]].'}
  - {key: receipt_attached, zh: '{number}', en: '{number}'}
  - {key: receipt_emergency, zh: '打{fire}[[或{gas}]]，[[{advice}]]{number}',
     en: 'Call {fire}, {number}'}
  - {key: danger_any, zh: 小心any, en: 'Take care: any.'}
  - {key: danger_gas, zh: 小心gas, en: 'Take care: gas.'}
  - {key: danger_fire, zh: 小心fire, en: 'Take care: fire.'}
  - {key: danger_wire, zh: 小心wire, en: 'Take care: wire.'}
  - {key: danger_manhole, zh: 小心manhole, en: 'Take care: manhole.'}
  - {key: danger_trapped, zh: 小心trapped, en: 'Take care: trapped.'}
  - {key: danger_hurt, zh: 小心hurt, en: 'Take care: hurt.'}
  - {key: danger_water, zh: 小心water, en: 'Take care: water.'}
  - {key: danger_collapse, zh: 小心collapse, en: 'Take care: collapse.'}
  - {key: danger_crime, zh: 小心crime, en: 'Take care: crime.'}
  - {key: danger_despair, zh: 小心despair, en: 'Take care: despair.'}
  - {key: dispatched, zh: '{number}{unit}', en: '{number}{unit}'}
  - {key: merged, zh: '{number}', en: '{number}'}
  - {key: answered, zh: '{number}{unit}{result}[[电话{phone}]]', en: '{number}{unit}{result}'}
  - {key: answered_directly, zh: '{number}{answer}', en: '{number}{answer}'}
  - {key: not_accepted, zh: '{number}{reason}', en: '{number}{reason}'}
  - {key: withdrawn, zh: '{number}', en: '{number}'}
  - {key: second_round, zh: '{number}', en: '{number}'}
  - {key: survey_invite, zh: '{number}', en: '{number}'}
  - {key: returned_delay, zh: '{number}', en: '{number}'}
  - {key: deferred, zh: '{number}{due}{reason}', en: '{number}{due}{reason}'}
  - {key: privacy_notice, zh: 保密, en: Private}
"""
    + TALK,
    "contested.yaml": """\
contested:
  - {id: O1, name: 夜市, name_en: Market, codes: ['0201'], question: 在哪, question_en: Where,
     rule: 看地方, rule_en: By place, duties: [SB, CG],
     answers: [{says: 街上, says_en: Street, to: territorial},
               {says: 棚里, says_en: Hall, to: {duty: CG}, words: [大棚]}]}
""",
    "conversation.yaml": """\
pause_seconds: 2
patience_minutes: 30
handover_minutes: 5
attended_minutes: 15
resume_days: 7
needs_time: ['0201']
placeless_kinds: [praise]
placeless_categories: ['0202']
vague_categories: []
remit:
  - {id: courts, name: 诉讼, name_en: Courts, words: [打官司, 法院…判|执行], unless: [法院路],
     reason: 归法院, reason_en: the courts decide, other_way: 打 12368, other_way_en: call 12368}
  - {id: army, name: 部队, name_en: Army, words: [营房, sue],
     reason: 归部队, reason_en: the army decides, other_way: 找部队, other_way_en: ask the army}
""",
    "examples.yaml": """\
at: 2026-11-16T09:00:00+08:00
examples:
  - {text: 漏气了, kind: complaint, category: '0101', urgency: U0, area: '990101001',
     expect: {lead: gas}}
  - {text: 垃圾没人清, kind: complaint, category: '0201', urgency: U2, area: '990102001',
     expect: {lead: cg, assists: [s3]}}
""",
}


def tinytown(folder: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """Writes the city, with `old` in `file` replaced by `new`; `old` must be there."""
    for name, text in FILES.items():
        if name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def line_of(file: str, text: str) -> int:
    """The line, from 1, on which `text` first stands in a file of the sound city."""
    return FILES[file][: FILES[file].index(text)].count("\n") + 1


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(CityError) as caught:
        load_city(folder)
    return caught.value.problems
