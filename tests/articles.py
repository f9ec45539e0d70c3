"""Articles of the knowledge base, in sentences written for these tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gateway.knowledge import Article, Version
from tests.values import NOON

CARD = Article(
    "居住证怎么办理，需要什么材料？",
    "本人带身份证和住址证明到居住地派出所申领，当场受理，不收费。",
    "市公安局办事指南",
    wordings=("暂住证在哪里办", "How do I get a residence permit?"),
    answer_en="Bring your ID card and proof of address to the nearest police station. It is free.",
    link="https://example.org/guide",
)
HEATING = Article(
    "供暖从哪天开始到哪天结束？",
    "每年十月十五日开始，次年四月十五日结束。",
    "市供热管理办法",
)


def version(id_: str = "card", article: Article = CARD, number: int = 1, **changes: Any) -> Version:
    """An article as somebody wrote it; `changes` are fields of the article that differ."""
    return Version(id_, number, replace(article, **changes), NOON, "user:wang")
