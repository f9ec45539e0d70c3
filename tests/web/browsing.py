"""A person at a desk, over real HTTP: reads pages and sends their forms as a browser would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp.test_utils import TestClient

Fields = dict[str, list[str]]


@dataclass(slots=True)
class Form:
    """Where a form goes, and what it says unless somebody changes it."""

    action: str
    fields: Fields = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects every form of a page with its hidden, typed, ticked and chosen values."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.found.append(Form(given.get("action", "")))
            case "input" if given.get("type") != "checkbox" or "checked" in given:
                self._add(given.get("name", ""), given.get("value", ""))
            case "select":
                self._select = given["name"]
            case "option" if self._select and "selected" in given:
                self._add(self._select, given["value"])
            case "textarea":
                self._area = given["name"]
                self._add(self._area, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.found:
            self.found[-1].fields[self._area] = [data]

    def _add(self, name: str, value: str) -> None:
        if self.found and name:
            self.found[-1].fields.setdefault(name, []).append(value)


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    path: str
    text: str
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """What stands on the page, without tags, space pulled together."""
        bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", "", self.text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", bare)

    def form(self, ending: str, holding: str = "") -> Form:
        """The first form whose action's path ends so and that has a field or value `holding`."""
        for form in Forms(self.text).found:
            held = {*form.fields, *(value for values in form.fields.values() for value in values)}
            path = re.split(r"[?#]", form.action)[0]
            if path.endswith(ending) and (not holding or holding in held):
                return form
        raise AssertionError(f"no form {ending} on {self.path}")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a browser; logged in, if anybody logged him in."""

    client: TestClient[Any, Any]

    async def log_in(self, name: str, password: str) -> Page:
        return await self.post("/login", {"name": name, "password": password})

    async def get(
        self, path: str, *, follow: bool = True, headers: Mapping[str, str] | None = None
    ) -> Page:
        async with self.client.get(path, allow_redirects=follow, headers=headers) as answer:
            return await _page(answer)

    async def post(
        self, path: str, fields: Mapping[str, str | list[str]], *, follow: bool = True
    ) -> Page:
        data = [
            (name, value)
            for name, values in fields.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        async with self.client.post(path, data=data, allow_redirects=follow) as answer:
            return await _page(answer)

    async def send(
        self, page: Page, ending: str, holding: str = "", **changes: str | list[str]
    ) -> Page:
        """The form as it stands on the page, with some fields filled in differently."""
        form = page.form(ending, holding)
        return await self.post(form.action, {**form.fields, **changes})


async def _page(answer: Any) -> Page:
    text = await answer.text(errors="replace")
    return Page(answer.status, answer.url.path_qs, text, answer.headers)
