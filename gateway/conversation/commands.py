"""The short words by which a citizen steers the conversation, whatever its state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nlp.steering import NOTHING, meant
from nlp.text import normalise


class Command(StrEnum):
    HURRY = "hurry"  # 别问了，快来人
    PERSON = "person"  # 转人工
    PROGRESS = "progress"  # 查进度
    WITHDRAW = "withdraw"  # 撤回
    ADD = "add"  # 补充
    BACK = "back"  # 上一步
    DROP = "drop"  # 算了
    ELSE = "else"  # 另一件事
    CODE = "code"  # 换个渠道
    RESUME = "resume"  # 继续 8位码
    WHO = "who"  # 你是机器人吗
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Said:
    """A command, and what was said besides it. `likely`: it is no listed wording, only like one."""

    command: Command
    rest: str = field(default="", repr=False)
    likely: bool = False


# A command is the whole message, but for politeness before it and what people add after it.
# No text may be polite in two ways at once, or reading it takes for ever.
_POLITE = (
    r"(?:(?:请问?|麻烦|帮我|帮忙|给我|我想要?|我要|想要?|可以|能不能|你们?好?|您好?"
    r"|please|can (?:you|i)|i (?:want|need|would like)(?: to)?|what is|what's|ok(?:ay)?"
    r"|好的)[\W_]*)*"
)
_TAIL = r"(?:[\W_]|一下|下|吧|了|吗|啊|呀|哦|呢|谢谢|好吗|可以吗|行吗|please|thanks?|now)*"
_STAFF = r"(?:人工(?:客服|服务|坐席)?|真人|客服|话务员|接线员|工作人员)"
_REPORT = r"(?:诉求|工单|投诉|举报|反映|登记|申请)?"
_ANNOUNCED = (
    r"我?(?:有(?:个|件)?(?:事|问题)|(?:投诉|举报|求助|咨询|反映|提)(?:一?(?:下|个|件|条))?"
    r"(?:问题|事情?|情况|建议|意见)?)|(?:a )?(?:complaint|question|complain|report (?:a )?problem)"
)
_WHOLE: Mapping[Command, tuple[str, ...]] = {
    Command.PERSON: (
        rf"(?:转|找|要|接|换|叫|有没有|有|跟|和)?(?:个|到|接)?{_STAFF}(?:来|说|讲|谈)?",
        r"转人|(?:找|来|换)个人(?:来)?(?:说|讲|谈|接)?",
        r"(?:(?:talk|speak) (?:to|with) |get me )?(?:an? )?"
        r"(?:(?:real |live )?(?:human|person)|(?:human )?(?:agent|operator))",
        r"(?:talk|speak) (?:to|with) some(?:one|body)",
    ),
    Command.PROGRESS: (
        r"(?:查(?:询|看|一查)?|看看?|问问?)?(?:一下|下)?(?:我的|办理|处理|工单|诉求|上次的?)*"
        r"(?:进度|进展|结果|办到哪(?:里|儿)?)(?:查询|怎么样|如何|呢)?",
        r"(?:我的?)?(?:工单|诉求|事情?)?(?:现在)?(?:办|处理)?(?:得|的)?(?:怎么样|咋样|如何)",
        r"(?:有|什么|啥)(?:办理|处理)?(?:结果|进展|进度|消息|回复)(?:没有|没)?",
        r"(?:办|处理|解决)(?:好|完)了(?:没有|没|吗)|(?:办|处理)?到(?:哪|什么)(?:一步|里|程度)",
        r"(?:check )?(?:the |my )?(?:progress|status)(?: of my (?:report|case))?"
        r"|any (?:update|news)",
    ),
    Command.WITHDRAW: (
        rf"(?:撤回|撤销|撤诉|撤单|取消|撤掉)(?:我的|这个|这件|上一?[个件条])?{_REPORT}"
        r"(?:[吧了\W_]*不办)?",
        r"不(?:投诉|举报)",
        r"(?:withdraw|cancel)(?: (?:it|my report|the report))?",
    ),
    Command.ADD: (
        r"我?(?:再|还想?要?)?补充(?:一点|几句|材料|说明|内容|信息)?",
        r"add(?: (?:to|something))?",
    ),
    Command.BACK: (
        r"(?:返回|回到|退回|退)?(?:到)?(?:上一步|上一个(?:问题)?|前一步)",
        r"返回|重新回答|(?:刚才|刚刚)?说错了",
        r"go back|back|undo",
    ),
    Command.DROP: (
        r"算了?|不说了|不报了|不反映了|不登记了?|不用登记|不用(?:管)?了|不问了"
        r"|没事|当我没说",
        r"never ?mind|forget it|drop it",
    ),
    Command.ELSE: (
        r"(?:还有|我还有|反映|说|是)?"
        r"(?:(?:另外?|还有)一件(?:事|事情)?|另外?一个(?:问题|事情?)|别的事)",
        r"(?:还有|我还有|反映|说)?(?:其他(?:事情?|问题)|新的?(?:事情?|问题))",
        r"(?:another|a new|a different) (?:matter|thing|issue|problem)",
        _ANNOUNCED,
    ),
    Command.CODE: (
        r"(?:换个?|转到?|到)(?:别的|其他|另一个|另外)?"
        r"(?:渠道|平台|短信|网页|微信|地方|手机)(?:上)?(?:接着|继续)?(?:说|办)?",
        r"(?:接续|续办|继续)(?:码|代码)",
        r"(?:switch|another) channel|resume code",
    ),
    Command.WHO: (
        r"(?:你|您|这|那|对面)?(?:到底|究竟|真)?(?:是不是|是)(?:一个|个|在跟)?(?:真的?)?"
        r"(?:机器人?|人工智能|ai|人工|真人|活人|智能客服|自动回复|程序)(?:在|来)?(?:回答?我?|回复|聊|说话|应答)?"
        r"(?:还是(?:一个|个)?(?:机器人?|ai|人工|真人|活人|人))?(?:的|么)?",
        r"(?:你|您)(?:到底|究竟)?是(?:人|谁)(?:还是(?:机器人?|ai|鬼))?|(?:你|您)是哪位|(?:机器人?|ai)吗",
        r"(?:are you|is this|am i (?:talking|speaking|chatting) (?:to|with))(?: an?)?"
        r"(?: real| live)? (?:human(?: being)?|person|(?:chat)?bot|robot|machine|ai)"
        r"(?: or (?:an? )?(?:real )?(?:human|person|bot|robot|machine))?|who are you",
    ),
    Command.GREETING: (
        r"(?:您|你)们?好|哈喽|嗨|早上好|上午好|中午好|下午好|晚上好|早",
        r"在吗|在不在|有人吗|有人在吗|喂",
        r"hi|hello|hey|/?start|good (?:morning|afternoon|evening)",
    ),
    Command.THANKS: (
        r"(?:好[的嘞呢吧]*|行)?[\W_]*(?:太|非常|多|实在)?(?:谢谢|感谢|多谢|谢了|辛苦)(?:您|你们?|啦|了|哈|啊|大家)*"
        r"(?:同志|师傅|姑娘|小伙子?|老师|各位|领导)?(?:[们啊呀哈]|的帮[忙助])*",
        r"(?:好的?|行|嗯+|哦)?[\W_]*(?:知道了|明白了?|收到)",
        r"thanks?(?: you)?(?: very much| so much)?|got it",
    ),
}


def shape(*alternatives: str) -> re.Pattern[str]:
    """A whole message of any of these, with what is polite before and behind it."""
    anything = "|".join(alternatives)
    return re.compile(rf"[\W_]*{_POLITE}(?:{anything}){_TAIL}", re.IGNORECASE)


_SHAPES = {command: shape(*alternatives) for command, alternatives in _WHOLE.items()}
_ANNOUNCES = shape(_ANNOUNCED)
_SOON = r"(?:快|赶紧|赶快|马上|立刻|立即)(?:点|些)?"
# who says that he was promised or denied it tells a story: 说、诺、没……
_CALL_FOR_PEOPLE = rf"(?<![说应诺没有不会])(?:{_SOON}(?:来人|叫人)|来人[啊呀]|救命)"
_HURRY_IN_IT = re.compile(
    r"(?<![特分个级性类要])(?:别|不要|甭|莫)(?:再|老|总)*(?:问(?![题卷诊])|啰嗦|罗嗦|废话)"
    rf"|{_CALL_FOR_PEOPLE}|(?:stop|no more) (?:asking|questions)",
    re.IGNORECASE,
)
_HURRY_WITHIN = 30  # characters; in a longer text it is part of a story
# that somebody be sent soon, people write below any complaint: alone it is a call
_HURRY_ALONE = shape(
    rf"{_SOON}(?:派人|派车|过来|来)(?:人|个人)?(?:来|过来)?(?:看看?|处理|修)?",
    r"send (?:somebody|someone|help|people)(?: (?:quickly|immediately|at once|right away))?",
    r"hurry(?: up)?",
)
# followed by what it is about
_LEADING = {
    Command.ADD: re.compile(
        r"[\W_]*(?:我)?(?:再)?补充(?:一下|一点|说明)?[:：，,。 ]+(?P<rest>.+)", re.DOTALL
    ),
    Command.RESUME: re.compile(
        # a code has a digit: "continue building" is none
        r"[\W_]*(?:继续|接续|续办|resume|continue)[\s:：]*"
        r"(?P<rest>(?=[a-z]*[0-9])[a-z0-9]{8})[\W_]*",
        re.IGNORECASE,
    ),
}


def command_in(text: str) -> Said | None:
    """What the citizen told the machine to do in a listed wording; None when he tells it about his
    matter, or says it otherwise."""
    plain = normalise(text).text.strip()
    for command, leading in _LEADING.items():
        # as written, too: evening out takes the blank away that parts 补充 from what follows
        if found := leading.fullmatch(plain) or leading.fullmatch(text.strip()):
            return Said(command, found["rest"].strip())
    for command, whole in _SHAPES.items():
        if whole.fullmatch(plain):
            announced = command is Command.ELSE and _ANNOUNCES.fullmatch(plain)
            return Said(command, plain if announced else "")
    called = len(plain) <= _HURRY_WITHIN and _HURRY_IN_IT.search(plain)
    if called or _HURRY_ALONE.fullmatch(plain):
        return Said(Command.HURRY, plain)
    return None


# How likely a wording that is not listed must mean it; what ends a talk or a draft, likelier.
_LIKELY, _LIKELY_END, _LIKELY_PERSON = 0.5, 0.7, 0.8
_SURER: Mapping[Command, float] = {
    **dict.fromkeys((Command.DROP, Command.THANKS, Command.BACK), _LIKELY_END),
    Command.PERSON: _LIKELY_PERSON,  # 派个人来看一下 is said of a matter
}


def meant_in(text: str) -> Said | None:
    """The same in whatever words people use, a mere likelihood where no list has them; then all of
    them are the rest, as nobody knows what else they tell."""
    if listed := command_in(text):
        return listed
    guess = meant(text)
    if guess.code == NOTHING:
        return None
    command = Command(guess.code)
    if guess.confidence < _SURER.get(command, _LIKELY):
        return None
    return Said(command, text.strip(), likely=True)


# said once all has been told; where a question is open it may be an answer
_CLOSES = shape(
    r"好(?:的|嘞|吧|呢)*|行(?:的|吧)?|嗯+|哦+|可以的?|没问题",
    r"ok(?:ay)?|fine|that'?s (?:all|it)|no(?:thing)? more",
    r"没有?(?:了|别的|其他|其它|什么|事|要说|要补充|要问)*(?:的)?(?:事情?|问题)?了?"
    r"(?:[\W_]*就这(?:些|样|个)?)?",
    r"就这(?:些|样|个|事)*|先这样|不用(?:回复|回电话?|回|了)",
)


def closes(text: str) -> bool:
    """Whether he only says that it is good so, or that there is no more to tell."""
    return _CLOSES.fullmatch(normalise(text).text.strip()) is not None


def without_numbers(text: str, numbers: tuple[str, ...]) -> str:
    """The text without the receipt numbers that it names, however they are spaced."""
    for number in numbers:
        letters = "".join(rf"{re.escape(each)}[\W_]*" for each in number if each.isalpha())
        digits = r"[\W_]*".join(each for each in number if each.isdigit())
        shape = rf"(?:{letters})?{digits}"
        text = re.sub(shape, "", text, flags=re.IGNORECASE)
    return text.strip(" \t\r\n,，。:：;；")
