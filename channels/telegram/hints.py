"""What the bot says of its own accord: both languages, as it does not know whom it will meet."""

from __future__ import annotations

from collections.abc import Sequence

from channels.base import Problem

GREETING = (
    "您好！请直接写下发生了什么、在哪里，也可以发照片、语音、视频、文件和位置。"
    "我们收到后会给您一个编号。如有危险，请马上拨打 110、119 或 120。\n"
    "Hello! Just write what happened and where; photos, voice, video, files and your location "
    "are welcome too. You will get a number. In danger, call 110, 119 or 120 at once."
)
IN_A_GROUP = (
    "在群里反映问题，请写 /report 加上要说的事；也可以私下发给我。\n"
    "To report from a group, write /report and what happened; or write to me in private."
)
NOT_READABLE = (
    "谢谢您！这类消息我们看不懂，没有登记。请用文字、照片、语音、视频或位置告诉我们。\n"
    "Thank you! We cannot read this kind of message, so nothing was filed. "
    "Please use words, a photo, voice, video or your location."
)


def refusal(problems: Sequence[Problem]) -> str:
    """What is wrong with a message that was not taken."""
    zh = "".join(problem.zh for problem in problems)
    en = " ".join(problem.en for problem in problems)
    return f"没有登记：{zh}\nNot filed: {en}"
