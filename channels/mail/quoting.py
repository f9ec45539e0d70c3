"""What the citizen wrote himself, apart from what he quotes and what his mailer signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LOOKED_AT = 400  # characters of a line; no mailer's line is longer
LONGEST_SIGNATURE = 12  # lines

# 邮件 above what is answered, as QQ, Outlook, Foxmail, 163 and English mailers draw it
_RULES = re.compile(
    r"[-_—=\s]*(?:原始邮件|邮件原件|原邮件信息|原邮件|回复的原邮件|转发的邮件|Original Message|"
    r"Original Email|Forwarded message)[-_—=\s]*$",
    re.IGNORECASE,
)
_WHEN = r"\d{4}\s*(?:[-/.]|年)\s*\d{1,2}\s*(?:[-/.]|月)\s*\d{1,2}"
# 163: 在 2025-08-12 21:41:06，"张三" <…> 写道：; Gmail: 张三 <…> 于2025年8月12日周二 21:41写道：;
# iPhone: 在 2025年8月12日，21:41，张三 <…> 写道：; English: On Tue, Aug 12, 2025 at 9:41 … wrote:
_ATTRIBUTION = (
    re.compile(
        rf"(?:在|At|于)?\s*{_WHEN}.{{0,250}}(?:写道|写到|wrote|写)\s*[:：]\s*$", re.IGNORECASE
    ),
    re.compile(rf".{{0,150}}(?:于|在)\s*{_WHEN}.{{0,120}}(?:写道|写到)\s*[:：]\s*$"),
    re.compile(r"On\s.{0,60}\d{4}.{0,200}\swrote\s*:\s*$", re.IGNORECASE),
)
_HEADING = re.compile(r"\s*\**\s*(?:发件人|寄件人|From)\s*\**\s*[:：]", re.IGNORECASE)
_HEADED = re.compile(
    r"\s*\**\s*(?:发送时间|发送日期|日期|时间|收件人|主题|Sent|Date|To|Subject)\s*\**\s*[:：]",
    re.IGNORECASE,
)
_MAILERS_OWN = re.compile(
    r"\s*(?:(?:发自|来自)(?:我的)?.{0,40}(?:iPhone|iPad|手机|邮箱|邮箱大师|平板|客户端|安卓|华为|小米|"
    r"荣耀|OPPO|vivo|Android|Outlook|Mail|Foxmail).{0,30}|从\s*QQ邮箱\s*发来.{0,20}|"
    r"Sent from (?:my|Mail|Outlook|Yahoo).{0,60}|Get Outlook for.{0,40}|获取 ?Outlook.{0,40})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """`own` are the citizen's words, `aside` all else; together they hold every line."""

    own: str
    aside: str


def own_words(text: str, *sender: str) -> Said:
    """Without quotation and signature; `sender` are his name and address, which he may sign with.

    A mail that would be left without a word of its own (a forwarded one) is left whole.
    """
    lines = text.split("\n")
    begins = _quotation(lines)
    if _answered_below(lines, begins):
        ends = next(at for at in range(begins, len(lines)) if lines[at].startswith(">"))
        told = lines[:begins] + lines[ends:]
        kept = [line for line in told if not line.startswith(">")]
        quoted = lines[begins:ends] + [line for line in told if line.startswith(">")]
    else:
        kept = [line for line in lines[:begins] if not line.startswith(">")]
        quoted = [line for line in lines[:begins] if line.startswith(">")] + lines[begins:]
    signed = _signature(kept, sender)
    own = "\n".join(kept[:signed]).strip()
    if not re.search(r"\w", own):
        return Said(text.strip(), "")
    return Said(own, "\n".join([*kept[signed:], *quoted]).strip())


def _quotation(lines: Sequence[str]) -> int:
    """The line where what is answered begins; the number of lines if nothing is."""
    for at, line in enumerate(lines):
        if _opens(lines, at, line[:LOOKED_AT].rstrip()):
            return at
    return len(lines)


def _opens(lines: Sequence[str], at: int, line: str) -> bool:
    if _RULES.match(line) or _attributes(line):
        return True
    if _HEADING.match(line):
        return sum(bool(_HEADED.match(each[:LOOKED_AT])) for each in lines[at + 1 : at + 7]) >= 2
    following = lines[at + 1][:LOOKED_AT].strip() if at + 1 < len(lines) else ""
    wrapped = line.startswith(("在 ", "On ", "At ")) or "于" in line or line.endswith(">")
    return wrapped and _attributes(f"{line} {following}")


def _attributes(line: str) -> bool:
    return any(pattern.match(line.lstrip("> ")) for pattern in _ATTRIBUTION)


def _answered_below(lines: Sequence[str], at: int) -> bool:
    """Whether the quotation is marked line by line and words of his own follow it."""
    rest = [line for line in lines[at + 1 :] if line.strip()]
    marked = sum(line.startswith(">") for line in rest)
    return 0 < marked < len(rest) and any(line.startswith(">") for line in rest[:2])


def _signature(lines: Sequence[str], sender: Sequence[str]) -> int:
    """The line where the signature begins; the number of lines if there is none."""
    end = len(lines)
    for at in range(max(0, end - LONGEST_SIGNATURE), end):
        if lines[at].rstrip() in ("--", "-- ") and lines[at].startswith("--"):
            return at
    names = {name.casefold() for name in sender if name}
    begins = end
    for at in range(end - 1, max(-1, end - LONGEST_SIGNATURE), -1):
        line = lines[at].strip()
        if _MAILERS_OWN.match(line[:LOOKED_AT]) or line.casefold() in names:
            begins = at
        elif line and not re.fullmatch(r"[-_—=*~\s]+", line):
            break
    return begins
