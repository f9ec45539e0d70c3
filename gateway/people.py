"""Who may work here: users, their roles, and what a role may do. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"  # 话务员: confirms, corrects, merges
    SUPERVISOR = "supervisor"  # 值班长: also what a rule reserves for a leader
    UNIT = "unit"  # 承办单位: signs, answers, returns what is its own


@dataclass(frozen=True, slots=True)
class User:
    name: str
    password: str = field(repr=False)  # argon2id hash
    roles: frozenset[Role]
    unit: str | None = None
    disabled: bool = False
    epoch: int = 0  # sessions of an older epoch are over

    @property
    def staff(self) -> bool:
        return bool(self.roles & {Role.OPERATOR, Role.SUPERVISOR})

    @property
    def supervisor(self) -> bool:
        return Role.SUPERVISOR in self.roles
