"""What steers the conversation is heard as that, and what tells of a matter never is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.conversation.choices import consent_in
from gateway.conversation.commands import Command, closes, command_in, without_numbers
from gateway.conversation.talk import Question

STEERS = {
    Command.PERSON: """
        转人工 | 人工 | 转人工服务 | 我要转人工 | 请转人工 | 找人工客服 | 人工客服 | 接人工 | 真人
        找个真人
        我想找工作人员 | 帮我转人工，谢谢 | 叫客服 | 有没有人工 | 有人工吗 | 轉人工 | 转 人 工
        找个人说 | talk to a human | Agent | I want to talk to a person | can I speak to a human
        human please | operator | I need a human | speak to someone""",
    Command.PROGRESS: """
        查进度 | 查询进度 | 进度 | 查一下进度 | 我的进度 | 办到哪了 | 办得怎么样了 | 处理得怎么样了
        我的工单怎么样了 | 怎么样了？ | 有结果了吗 | 有消息吗 | 办好了吗 | 到哪一步了 | 進度查詢
        帮我查一下进度 | 处理结果 | status | check my progress | What is the status?
        any update""",
    Command.WITHDRAW: """
        撤回 | 我要撤回 | 撤回我的诉求 | 取消工单 | 撤销投诉 | 撤诉 | 我想取消这个投诉 | 不投诉了
        撤回吧，不办了 | 取消吧 | withdraw | please cancel it | I want to withdraw my report""",
    Command.ADD: """
        补充 | 我要补充 | 再补充一下 | 我还要补充 | 补充材料 | 补充：灯杆号是三十五
        补充，是晚上十点以后 | 补充一下 门牌是12号 | 补充 灯杆号三十五 | add something""",
    Command.BACK: """
        上一步 | 返回上一步 | 回到上一步 | 返回 | 上一个问题 | 重新回答 | 刚才说错了
        go back | undo""",
    Command.DROP: """
        算了 | 算了吧 | 不说了 | 不用了 | 不报了 | 不反映了 | 没事了 | 当我没说 | 不用登记了
        never mind | forget it""",
    Command.ELSE: """
        另一件事 | 还有一件事 | 我还有另外一件事 | 另外一个问题 | 别的事 | 新问题 | 我要反映另一件事
        another matter | a new issue""",
    Command.CODE: """
        换个渠道 | 换渠道 | 转到微信 | 换个平台 | 接续码 | 到短信上接着说 | 换手机
        switch channel""",
    Command.WHO: """
        你是机器人吗 | 你是真人吗？ | 你是人还是机器 | 你到底是不是人工智能啊 | 是机器人在回复吗
        您是真人还是机器人 | 请问你是AI吗 | 你是谁 | 是不是真人 | 这是自动回复吗 | 机器人吗
        are you a bot? | Are you a real person | Is this a human or a robot? | who are you""",
    Command.GREETING: """
        你好 | 您好！ | 在吗 | 有人吗 | 喂 | 早上好 | 你好啊 | 您好，在吗 | 你好，请问有人吗 | 哈喽
        hi | Hello! | /start | good morning""",
    Command.THANKS: """
        谢谢 | 谢谢你 | 好嘞谢谢 | 谢谢你啊姑娘 | 辛苦你们了哈
        行，知道了 | 多谢 | 非常感谢 | 知道了 | 收到 | 好的谢谢 | 好的，谢谢 | 辛苦了 | 明白了
        thanks | Thank you very much! | ok thanks | got it""",
    Command.HURRY: """
        别问了 | 别问了，快来人 | 快来人 | 不要再问了 | 快派人来 | 赶紧派人 | 赶快来人
        马上派人过来
        别啰嗦 | 快点派人来看看 | 别问了赶紧来人啊 | 来人啊！ | 快来人啊救命 | stop asking
        no more questions! | send help now | stop asking, send someone""",
    Command.RESUME: """
        继续abcd2345 | 继续 abcd2345 | 接续：abcd2345 | resume abcd2345 | continue ABCD2345""",
}
TELLS = """
    人工湖的水很臭 | 取消停车位收费不合理 | 进度款没有支付给农民工 | 算了一下，物业多收了三百
    人工智能培训班骗钱 | 人工费太贵 | 客服态度很差 | 医院没有人工窗口，老人不会用机器
    人工窗口只开一个
    转人工等了半小时没人接 | 工作人员不来 | 话务员挂我电话 | 网上客服不理人 | 投诉客服
    工程进度太慢 | 工程进度 | 施工进度公示牌没有了 | 结果学校不让孩子上学 | 体检结果怎么查
    考试成绩查询 | 处理结果我不满意 | 结果不满意 | 办的怎么样我不满意 | 我的工单没人处理 | 查公积金
    撤回土地的通知是假的 | 公交站取消了 | 取消23路公交 | 取消公摊 | 撤销我的处分不合理
    撤掉路口的岗亭
    撤回投诉的话物业会不会打击报复 | 取消婚礼场地不退钱 | 想取消预约挂号
    补充医疗保险怎么报 | 补充水源 | 返回通道堵了 | 返回城里的末班车太早 | 上一步台阶就塌了
    算下来水费翻倍 | 算了半天账不对 | 不用了三年的水表还收费 | 不说了又能怎么样 | 没事找事的保安
    机器人餐厅不退卡 | 你们是机器人骗人 | 又是自动回复应付我 | 你是人就给我修路灯
    智能客服不解决问题 | 这是人干的事吗 | 你是谁家的孩子啊撞坏我的车
    this bot is useless, the street light is still broken
    别的事情都好，就是停水 | 其他问题还有电梯坏了 | 还有一件事，路灯也坏了
    另外一件事是小区没有路灯
    喂狗的人太多 | 你好，五四大街路灯坏了 | 您好，我要反映小区停水 | 早上好多车堵在门口 | 早餐摊占道
    晚上好吵 | 在吗，我家停水了 | 有人吗，电梯困人了 | 收到罚单不合理 | 收到的短信是骗子
    知道了也没人管
    谢谢，路灯修好了 | 感谢交警帮助我找回孩子 | 好的谢谢，还有停水的事
    快来人修一下五四大街的路灯，坏了三天了，晚上看不见路老人摔了两次
    特别问一下居住证怎么办 | 分别问了三个部门都不管 | 要不要问社区 | 别问题食品还在卖
    物业说马上派人来，等了三天 | 社区答应快来人修 | 路灯坏了，请马上派人来修
    快递派人送到驿站不上门
    赶紧把垃圾拉走 | 马上过来一辆车差点撞人 | 没人来 | 人来人往的地方没有路灯
    换个井盖 | 换手机号怎么改公积金 | 到微信群里骂人 | 转到别的学校 | 换个地方停车
    继续施工到半夜 | 继续停水到什么时候 | 接续养老保险 | 续办居住证 | resume payments
    continue building
    停水 | 路灯 | 12345 | 13900000001 | 1 | 好 | 可以 | 嗯 | 没有 | help | 👍 | ？？？
    status of the road works on my street | my progress is blocked by a fallen tree
    cancel the bus line 23 stop | back street has no lights | add a bus stop at the school
    human waste in the river | the agent of the landlord cheats | hello there is a broken lamp
    thanks to the rain the road is flooded | another problem is the noise | undo the parking ban
    withdraw money machine is broken | never mind the noise, the smell is worse
    they promised to send someone | resume the bus line"""


def phrases(listed: str) -> list[str]:
    return re.split(r"\s*[|\n]\s*", listed.strip())


@pytest.mark.parametrize(
    ("said", "command"),
    [(said, command) for command, listed in STEERS.items() for said in phrases(listed)],
)
def test_a_command_is_heard_however_it_is_put(said: str, command: Command) -> None:
    heard = command_in(said)

    assert heard is not None
    assert heard.command is command


@pytest.mark.parametrize("said", phrases(TELLS))
def test_what_tells_of_a_matter_steers_nothing(said: str) -> None:
    assert command_in(said) is None


def test_the_phrases_are_many_enough_to_mean_something() -> None:
    assert sum(len(phrases(listed)) for listed in (TELLS, *STEERS.values())) >= 240


@pytest.mark.parametrize("said", ["我要投诉", "投诉", "我要反映问题", "我有个事", "a complaint"])
def test_who_only_says_that_he_will_tell_something_is_asked_what(said: str) -> None:
    heard = command_in(said)

    assert heard is not None
    assert (heard.command, heard.rest) == (Command.ELSE, said)


def test_what_is_added_comes_with_the_command() -> None:
    heard = command_in("补充：灯杆号是三十五")

    assert heard is not None
    assert heard.rest == "灯杆号是三十五"


def test_a_code_comes_with_the_command_that_needs_it() -> None:
    heard = command_in("继续 ABCD2345。")

    assert heard is not None
    assert heard.rest == "abcd2345"


@given(st.text(max_size=200))
def test_any_text_at_all_is_a_command_or_none(said: str) -> None:
    heard = command_in(said)

    assert heard is None or heard.command in Command


@pytest.mark.timeout(10)
def test_a_very_long_polite_message_is_read_at_once() -> None:
    polite = "请" * 4000 + "您好，" * 1000 + "can i please " * 1000 + "我想要" * 1000

    assert command_in(f"{polite}路灯坏了" + "谢谢了吧" * 1000) is None


@pytest.mark.parametrize(
    "said",
    phrases(
        "好的 | 好嘞 | 没了 | 没有了，就这些 | 没有其他的了 | 嗯嗯 | 不用回复 | 就这样 | that's all"
    ),
)
def test_hears_that_there_is_no_more_to_tell(said: str) -> None:
    assert closes(said)


@pytest.mark.parametrize(
    "said",
    phrases(
        "没有水 | 没有路灯 | 好的路被挖坏了 | 就这个小区 | 不用回收旧家电 | 行道树倒了 | 没事找事"
    ),
)
def test_takes_no_matter_for_the_end_of_it(said: str) -> None:
    assert not closes(said)


SEPARATE, YES, HELPED = ("分开登记", "合在一起"), ("撤回", "不撤回"), ("答到了", "还是要登记")
LABELS = {Question.DIVIDE: SEPARATE, Question.WITHDRAW: YES, Question.HELPED: HELPED}
FIRST = {
    Question.DIVIDE: "分开 | 分开登记 | 好的，分开 | 是 | 是的 | 1 | 1。 | 可以 | 分开办吧",
    Question.WITHDRAW: "是 | 是的，撤回 | 确定 | 撤回吧 | 撤 | 嗯 | yes | withdraw it",
    Question.HELPED: "解决了 | 答到了 | 够了 | 清楚了 | 好的，清楚了 | 是的 | 1 | it helped",
}
SECOND = {
    Question.DIVIDE: "不用 | 一起 | 合在一起 | 不用，一起登记 | 合并 | 不分开 | 2 | together | no",
    Question.WITHDRAW: "不 | 不是 | 不撤了 | 先不撤 | 不，不撤回 | 继续办 | 2 | no | keep it",
    Question.HELPED: "没有 | 没解决 | 没用 | 还是不懂 | 登记 | 没有，帮我登记 | 2 | no | file it",
}
NEITHER = "路灯坏了 | 什么意思 | 12号 | 3 | 是路灯坏了 | 不是路灯，是井盖 | 没有路灯"


@pytest.mark.parametrize("question", LABELS)
def test_the_first_answer_is_heard(question: Question) -> None:
    for said in phrases(FIRST[question]):
        assert consent_in(said, question, LABELS[question]) is True, said


@pytest.mark.parametrize("question", LABELS)
def test_the_second_answer_is_heard(question: Question) -> None:
    for said in phrases(SECOND[question]):
        assert consent_in(said, question, LABELS[question]) is False, said


@pytest.mark.parametrize("question", LABELS)
def test_what_answers_something_else_is_no_answer(question: Question) -> None:
    for said in phrases(NEITHER):
        assert consent_in(said, question, LABELS[question]) is None, said


def test_what_stands_on_the_button_is_an_answer_whatever_the_city_wrote_there() -> None:
    labels = ("各是各的", "当一件办")

    assert consent_in("各是各的", Question.DIVIDE, labels) is True
    assert consent_in("當一件辦", Question.DIVIDE, labels) is False


@pytest.mark.parametrize(
    "said",
    ["XN1234567890 路灯还没修", "编号XN 123 456 7890，路灯还没修", "xn-123-456-7890：路灯还没修"],
)
def test_a_receipt_number_is_no_part_of_what_is_said(said: str) -> None:
    left = without_numbers(said, ("XN1234567890",))

    assert left.removeprefix("编号").lstrip("，").endswith("还没修")
    assert "7890" not in left
