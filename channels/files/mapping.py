"""Which column holds what: as the operator says, or as usual headings suggest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from channels.files.problems import FileProblem, listed

# field: headings that usually mean it, best first
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "编号", "工单编号", "诉求编号", "工单号", "序号", "external_id"),
        "text": (
            "text",
            "内容",
            "诉求内容",
            "问题描述",
            "反映内容",
            "留言详情",
            "正文",
            "描述",
            "content",
        ),
        "title": ("title", "标题", "主题", "诉求标题", "留言主题", "subject"),
        "time": (
            "time",
            "时间",
            "日期",
            "来电时间",
            "受理时间",
            "诉求时间",
            "留言时间",
            "sent_at",
            "date",
        ),
        "occurred_at": ("occurred_at", "发生时间", "事发时间"),
        "kind": ("kind", "诉求类型", "类型", "诉求类别", "request_type"),
        "category": ("category", "分类", "问题分类", "类别", "一级标签"),
        "name": ("name", "姓名", "诉求人", "联系人", "来电人"),
        "phone": ("phone", "电话", "联系电话", "手机", "手机号", "来电号码", "联系方式"),
        "address": ("address", "地址", "地点", "事发地点", "事发地址", "place"),
        "district": ("district", "区县", "所属区县", "区域", "所属区域"),
        "latitude": ("latitude", "lat", "纬度"),
        "longitude": ("longitude", "lng", "lon", "经度"),
        "anonymous": ("anonymous", "匿名", "是否匿名"),
        "confidential": ("confidential", "保密", "是否保密"),
        "enterprise": ("enterprise", "企业", "是否企业"),
        "sender": ("sender", "用户", "留言用户", "用户编号"),
        "source": ("source", "channel", "来源", "渠道", "来源渠道", "诉求来源"),
        "refers_to": ("refers_to", "原编号", "原工单编号", "关联编号"),
    }
)
ALIASES: Mapping[str, str] = MappingProxyType({"external_id": "id", "sent_at": "time"})


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Field to column, for every field whose usual heading is among these."""
    written = {header.strip().lower(): header for header in reversed(headers)}
    return {
        field: next(written[heading] for heading in headings if heading in written)
        for field, headings in HEADINGS.items()
        if any(heading in written for heading in headings)
    }


def positions(headers: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Field to column number, from 0; `mapping` goes before what the headings suggest.

    Raises FileProblem for a field or column there is not, and without a column for the text.
    """
    said = {_field(name): column.strip() for name, column in mapping.items()}
    for column in said.values():
        if column not in headers:
            raise FileProblem(
                "no-such-column",
                f"表头里没有「{column}」这一列。现有：{listed(headers)}",
                f"There is no column “{column}”. There are: {listed(headers)}",
            )
    chosen = guess_mapping(headers) | said
    if not {"text", "title"} & chosen.keys():
        raise FileProblem(
            "no-text-column",
            f"不知道哪一列是诉求内容，请用 --map text=列名 指明。现有：{listed(headers)}",
            f"Which column holds the text? Say --map text=COLUMN. There are: {listed(headers)}",
        )
    return {field: headers.index(column) for field, column in chosen.items()}


def _field(name: str) -> str:
    field = name.strip().removeprefix("report.")
    field = ALIASES.get(field, field)
    if field not in HEADINGS:
        raise FileProblem(
            "no-such-field",
            f"没有「{name}」这个字段。可用：{listed(HEADINGS)}",
            f"There is no field “{name}”. There are: {listed(HEADINGS)}",
        )
    return field
