"""How the numbers look by which somebody can be known or reached, in a normalised text."""

import re

LOOK_BACK = 14  # characters in front of a number that say what it is
# What somebody calls a number that is not his own: 订单号, 快递单号, 户号, 型号, ?id=
_THINGS = (
    "[订运]单|快[递件]|物流|工单|受理|诉求|流水|合同|发票|交易|支付|缴费|退款|包裹|取件|提货|兑换|验证|凭证|回执|查询|投诉"
    "|信访|办件|业务|保单|批|案|文|票|户|表|学|工|型|编|产品|考证|车架|发动机|设备|终端|机器|序列|条形|条|追溯|备案"
    "|许可证|执照|信用代|登记|网证|房产证|产权证|箱变|单"
)
NUMBERED = re.compile(
    rf"(?:(?:{_THINGS})[号码单编证]{{0,2}}[号码]|编码|条码|第|no\.?|imei|批次|qq|[?&]\w{{1,12}}=)"
    r"[ ::是为#]{0,3}$"
    # XN2611211380…, QH-2024-1380…
    r"|(?:^|[^a-z])(?!tel|phone|mobile|vx|wx|at|on|is|no|to|me|call)[a-z]{2,4}"
    r"(?:[ -]?|-?(?:19|20)\d\d(?:\d{4})?-)$"
)
MONEY = re.compile(
    r"(?:金额|[总余税]额|[总单房差]价|[合总共]计|共|[货价房工借贷罚赔欠]款|[收付交欠赔罚贷借]了?|[¥￥])"
    r"[:是为约达有]{0,2}$"
)
YUAN = re.compile(r"元(?![旦宵月先女某])")
_DIGIT = "[\\d零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
_OR_O = f"[o{_DIGIT[1:]}"  # 139O123…
NUMBER = re.compile(rf"{_OR_O}(?:[ .,_/—–-]?{_OR_O}){{5}}")  # what all numbers have
EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
)
ID_CARD = re.compile(r"(?<![\da-z])[1-9](?:[ -]?\d){16}[ -]?[\dx](?![\da-z])")
ID_OLD = re.compile(r"(?<![\da-z.])[1-6]\d{14}(?![\da-z.])")
ID_NAMED = re.compile(
    r"(?:身份证|证件|身份号|社会?保障?)[号码是为::(是本人)]{0,7}"
    r"(\d(?:[ -]?\d){16}[ -]?[\dx]|\d(?:[ -]?\d){14})(?![\da-z])"
)
MOBILE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:(?:\+|00)86[- ]?|\(\+?86\) ?|86[- ]|0)?"
    r"(?:1[3-9]\d(?:[ ._/—–-]?\d{4}[ ._/—–-]?\d{4}|[ -]?\d{3}[ -]\d{5}|\d[ -]?\d{3}[ -]?\d{4})"
    r"|1[ -][3-9](?:[ -]\d){9})(?!\d|\.\d)"
)
# their first character stands in front of what must not stand before it: far quicker to look for
MOBILE_SPELT = re.compile(
    rf"[1一幺壹](?<!{_DIGIT}.)(?<!\d\..)[ ,-]?[3-9三四五六七八九叁肆伍陆柒捌玖]{_DIGIT}"
    rf"(?:[ ,-]?{_DIGIT}){{8}}(?!{_DIGIT}|[个百千万亿元])"
)
# letters that look like digits: 139O123…, l39…
MOBILE_TYPED = re.compile(
    r"[1il](?<![a-z\d].)(?<!\d\..)[3-9][\do][ .-]?[\do]{4}[ .-]?[\do]{4}(?![a-z\d]|\.\d)"
)
_EXTENSION = r"(?:(?:[-转]|,?分机号?)[ :]?\d{1,5})?"
LANDLINE = re.compile(
    r"(?<![\d-])(?<!\d\.)(?:\+86[- ]?[1-9]\d{1,2}|\(?(?:010|02\d|0[3-9]\d{2})\)?)"
    rf"(?:[- ]|[—–]{{1,2}})?[2-8]\d{{2,3}}[- ]?\d{{3,4}}{_EXTENSION}(?!\d)"
)
LANDLINE_NAMED = re.compile(
    r"(?:电话|座机|固话|宅电|联系方式|传真|tel)[号码是为::]{0,4} ?"
    rf"((?!400|800)[2-8]\d{{2,3}}[- ]?\d{{4}}{_EXTENSION})(?!\d|-\d)"
)
CARD = re.compile(r"(?<!\d)(?:62|60|4\d|5[1-5]|3[47])\d{2}(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?!\d)")
CARD_GROUPED = re.compile(r"(?<!\d)62\d{2}(?:[ -]?\d){12,15}(?!\d)")
CARD_NAMED = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|工资卡|社保卡|一卡通|卡号|账号|帐号|账户|帐户)(?:卡?号码?)?"
    r"[是为::]{0,3} ?(\d[\d -]{13,22}\d)(?!\d)"
)
_SEAL = "[·.•・‧*_: -]|—{1,2}"  # the dot of a number plate, as people type it
_ON_PLATE = "[a-hj-np-z0-9][·•・‧]?"
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ]?[a-hj-z]"
    rf"(?:{_SEAL})?(?=[a-z·•・‧.*_: -]{{0,7}}\d)"
    rf"(?:(?:{_ON_PLATE}){{4,5}}(?:挂(?![着在了牌断住到])|学(?![校生院区员习会])|警(?![察方官车告务员])"
    rf"|港(?![口湾币])|澳(?!门)|领(?![导取]))|[a-hj-np-z](?:{_SEAL})(?:{_ON_PLATE}){{5}}"
    rf"|(?:{_ON_PLATE}){{4,5}}[a-hj-np-z0-9])(?![a-z0-9])"
)
WECHAT = re.compile(
    r"(?:微信|威信|薇信|weixin|wechat|(?<![a-z])(?:vx|wx)|v信|加v|加微)(?:账?号|[ ]?id)?"
    r"[码是为::]{0,3} ?([a-z][a-z0-9_-]{5,19}|(?<=号)\d{6,10}|(?<=号[::])\d{6,10})"
    r"(?![a-z0-9_@-]|\.[a-z])"
)
PASSPORT = re.compile(r"(?<![a-z0-9])(?:e[a-hj-np-z]\d{7}|[eg]\d{8})(?![a-z0-9])")
PASSPORT_NAMED = re.compile(
    r"(?:护照|通行证|passport)(?: ?(?:number|no\.?|is)){0,2}[号码是为::]{0,4} ?"
    r"([a-z]{1,2}\d{7,8})(?![a-z0-9])"
)
