"""How the numbers look by which somebody can be known or reached, in a normalised text."""

import re

LOOK_BACK = 20  # characters in front of a number that say what it is
# What somebody calls a number that is not his own: 订单号, 快递单号, 户号, 型号, ?id=
_THINGS = (
    "[订运]单|快[递件]|物流|工单|受理|诉求|流水|合同|发票|交易|支付|缴费|退款|包裹|取件|提货|兑换|验证|凭证|回执|查询|投诉"
    "|信访|办件|业务|保单|批|案|文|票|户|表|学|工|型|编|产品|考证|车架|发动机|设备|终端|机器|序列|条形|条|追溯|备案"
    "|许可证|执照|信用代|登记|网证|房产证|产权证|箱变|单|门诊|住院|病[历案]|就诊|挂|检查|收据|小票|行程"
    "|骑行|权益|报名|预约|排队|会员|学籍|车身|退伍证|残疾证|驾照|罚单|决定书"
)
NUMBERED = re.compile(
    rf"(?:(?:{_THINGS})[号码单编证]{{0,2}}[号码]|编码|条码|第|no\.?|imei|批次|qq|[?&]\w{{1,12}}=)"
    r"[ ::是为#]{0,3}(?:[^\W_]{1,6}-){0,3}$"
    r"|\w-(?:19|20)\d\d(?:-?\d{4})?-$"  # 青政-2024-1391…
    # XN2611211380…, QH-2024-1380…
    r"|(?:^|[^a-z])(?!tel|phone|mobile|vx|wx|at|on|is|no|to|me|call|card|id)[a-z]{2,4}"
    r"(?<!\bring)(?<!\bdial)(?<!\btext)(?<!\bsms)(?<!\bhim)(?<!\bher)(?<!\bus)(?<!\bcell)(?<!\bvia)"
    r"(?<!\band)(?<!\bor)(?<!\bby)"
    r"(?:[ -]?|-?(?:19|20)\d\d(?:\d{4})?-)$"
)
MONEY = re.compile(
    r"(?:金额|[总余税]额|[总单房差]价|[合总共]计|共|[货价房工借贷罚赔欠]款|[收付交欠赔罚贷借]了?|[¥￥])"
    r"[:是为约达有]{0,2}$"
)
YUAN = re.compile(r"元(?![旦宵月先女某])")
_TEN = ("零〇○", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
FIGURES = str.maketrans({each: str(n) for n, group in enumerate(_TEN) for each in group})
_OTHERS = "零〇○幺壹二贰三叁四肆五伍六陆七柒八捌九玖"
# 一 and 两 of 一直, 两个 belong to no number
_SPELT = f"(?:[{_OTHERS}]|[一两](?![个直定样起下般百千万亿次天年元]))"
_WHOLE = r"\d{17}[\dx]"  # an ID card, which nothing spelt belongs to
# figures among it too
SPELT = re.compile(
    rf"[一两{_OTHERS}](?<!{_WHOLE}.)(?<!1[3-9]\d{{9}}.)"
    rf"(?:[ ,-]?\d{{0,10}}{_SPELT}){{3,}}(?!{_WHOLE}|1[3-9]\d{{9}})"
)
NUMBER = re.compile("[o0-9](?:[ .,_/—–-]?[o0-9]){5}")  # what all numbers have
EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
)
# Here as below, what must not stand in front of a number is asked once its first figure is there:
# far quicker to look for. An ID card and a mobile may be typed without anything between them.
_FRESH = r"(?:(?<![\da-z].)|(?<=(?<!\d)1[3-9]\d{9}.)|(?<=(?<![a-z])id.))"
# Behind an ID card a mobile, or on the card of the disabled the kind and grade: 41, 41b1.
_GRADE = r"[1-7][1-4](?:b\d)?(?![\da-z])"
_OVER = rf"(?=1[3-9]\d{{9}}(?!\d)|(?<=x){_GRADE}|[^\da-z]|$|tel|phone|mobile)"
ID_CARD = re.compile(rf"[1-9]{_FRESH}(?:[ -]?[\do]){{16}}[ -]?[\dxo]{_OVER}")
ID_OLD = re.compile(r"[1-6](?<![\da-z.].)\d{14}(?![\da-z.])")
ID_NAMED = re.compile(
    r"(?:身份证|残疾人?证|证件|身份号|社会?保障?|(?:id|identity) card(?: number| no\.?)?"
    r"|(?<![a-z])id number)(?: is )?[号码是为::(是本人)]{0,7} ?"
    rf"(\d(?:[ -]?[\do]){{16}}[ -]?[\dxo](?:{_OVER}|(?={_GRADE}))|\d(?:[ -]?\d){{14}}(?![\da-z]))"
)
MOBILE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:(?:\+|00)86[- ]?|\(\+?86\) ?|86[- ]|0)?"
    r"(?:1[3-9]\d(?:[ ._/—–-]?\d{4}[ ._/—–-]?\d{4}|[ -]?\d{3}[ -]\d{5}|\d[ -]?\d{3}[ -]?\d{4})"
    r"|1[ -][3-9](?:[ -]\d){9})(?!\d|\.\d)"
)
# 138, 0013, 8000
MOBILE_APART = re.compile(r"1(?<!\d.)(?<!\d\..)[ ,-]?[3-9]\d(?:[ ,-]?\d){8}(?!\d|[个百千万亿元])")
# letters that look like digits: 139O123…, l39…
MOBILE_TYPED = re.compile(
    r"[1il](?<![a-z\d].)(?<!\d\..)[3-9][\do][ .-]?[\do]{4}[ .-]?[\do]{4}(?![a-z\d]|\.\d)"
)
_EXTENSION = r"(?:(?:[-转]|,?分机号?)[ :]?\d{1,5})?"
LANDLINE = re.compile(
    r"(?<![\d-])(?<!\d\.)(?:\+86[- ]?[1-9]\d{1,2}|\(?(?:010|02\d|0[3-9]\d{2})\)?)"
    rf"(?:[- /]|[—–]{{1,2}})?[2-8]\d{{2,3}}[- ]?\d{{3,4}}{_EXTENSION}(?!\d)"
)
_LOCAL = r"[2-8](?<![\d.-].)(?!(?<=[48])00)(?:\d{2,3}[- ]?\d{4}|\d{3}[- ]\d{3}|(?: \d){6,7})"
LANDLINE_NAMED = re.compile(
    r"(?:电话|座机|固话|宅电|联系方式|传真|[回拨]?打|拨|回电|tel(?:ephone)?|phone|landline)"
    rf"(?: ?(?:number|no\.?|is))?[号码是为::]{{0,4}} ?({_LOCAL}{_EXTENSION})(?!\d|-\d|[元万块])"
)
LANDLINE_TOLD = re.compile(rf"({_LOCAL})(?=\(?(?:座机|固话|宅电|家里电话))")
CARD = re.compile(
    r"[3-6](?<!\d.)(?:(?<=6)[02]|(?<=4)\d|(?<=5)[1-5]|(?<=3)[47])\d{2}"
    r"(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?!\d)"
)
CARD_GROUPED = re.compile(r"6(?<!\d.)2\d{2}(?:[ -]?\d){12,15}(?!\d)")
# 6228 4803 1955 6702 813: in fours as on the card, whatever in it looks like a mobile
CARD_IN_FOURS = re.compile(r"6(?<!\d.)(?<!\d[ -].)2\d\d(?:[ -]\d{4}){3}(?:[ -]\d{3})?(?!\d|[ -]\d)")
_BANK = r"(?:\(?[\u4e00-\u9fff]{0,4}行\)?)?"
CARD_NAMED = re.compile(
    rf"(?:(?:银行卡|储蓄卡|信用卡|工资卡|社保卡|一卡通|行卡|卡号|账号|帐号|账户|帐户)(?:卡?号码?)?{_BANK}"
    r"[是为::]{0,3}[ \n]?|(?:card|account)(?: (?:number|no\.?|is))*[:#]? ?(?=[3-6]))"
    r"(\d[\d -]{13,22}\d)(?!\d)"
)
_SEAL = "[·.•・‧*_: -]|—{1,2}"  # the dot of a number plate, as people type it
_CHARACTER = "[a-hj-np-z0-9]"
_ON_PLATE = f"{_CHARACTER}[·•・‧]?"
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ]?[a-hj-z]"
    rf"(?:{_SEAL})?(?=[a-z·•・‧.*_: -]{{0,7}}\d)"
    rf"(?:(?:{_ON_PLATE}){{4,5}}(?:挂(?![着在了牌断住到])|学(?![校生院区员习会])|警(?![察方官车告务员])"
    rf"|港(?![口湾币])|澳(?!门)|领(?![导取]))|[a-hj-np-z](?:{_SEAL})(?:{_ON_PLATE}){{5}}"
    rf"|(?:{_ON_PLATE}){{4,5}}{_CHARACTER}|{_CHARACTER}(?: {_CHARACTER}){{4,5}}"
    rf"|{_CHARACTER}(?: ?{_CHARACTER}){{4}})(?![a-z0-9])"
)
# English words stand behind wechat as well (wechat payment): only an ID has a figure or a dash
_NO_WORD = r"(?=[a-z]{0,19}[\d_-])"
WECHAT = re.compile(
    r"[微威薇v加w](?:(?:(?<=[微威薇v])信|(?<=加)(?:[个我]?v|微))(?:账?号|[ ]?id)?[码是为::]{0,3} ?"
    rf"|(?<=加)我{_NO_WORD}"
    r"|(?<![a-z].)(?:(?<=w)(?:eixin|echat|x)|(?<=v)x)(?:账?号| ?id| (?:number|account))?"
    rf"(?:[码是为::]{{1,3}} ?| is | ?{_NO_WORD}))"
    r"([a-z][a-z0-9_-]{5,19}|(?<=号)\d{6,10}|(?<=号[::])\d{6,10})"
    r"(?![a-z0-9_@-]|\.(?:com|cn|net|org)(?![a-z]))"
)
PASSPORT = re.compile(r"[eg](?<![a-z0-9].)(?:(?<=e)[a-hj-np-z]\d{7}|\d{8})(?![a-z0-9])")
# of whatever country: eight or nine letters and figures
PASSPORT_NAMED = re.compile(
    r"[护通p](?:(?:(?<=护)照|行证)[^,。;\na-z\d ]{0,6},?[号码是为::]{0,4}"
    r"|assport(?: ?(?:number|no\.?|is)){0,2}[:#(]{0,2}) ?"
    r"(?=(?:[a-z]{0,5}\d){4})(?!\d{8}(?!\d))([a-z\d]{8,9})(?![a-z\d])"
)
