"""Decisions about service categories. Pure. Source: 第三方平台 - 类目管理."""

from __future__ import annotations

from collections.abc import Container, Sequence

from wxlocal.core.base.errors import Refused
from wxlocal.core.world.nouns.categories import Category, Offered

CHANGES_A_MONTH, MOST_CATEGORIES = 5, 20
KEPT_FOR_EVER = "社交红包"
VERIFY_TYPES: tuple[Offered, ...] = ("individual", "organisation", "organisation", "organisation", "organisation")


def invalid(reason: str) -> Refused:
    return Refused(53303, "提交的参数不合法", reason=reason)


def chosen(first: int, second: int, offered: dict[int, Category], everywhere: Container[int]) -> Category:
    """The second level that two numbers name, if it is offered to the account's subject."""
    found = offered.get(second)
    if found is not None and found.level == 2 and found.father == first:
        return found
    if found is None and second in everywhere:
        raise Refused(53302, "当前账号主体类型不允许设置此种类目", reason="it is offered to other kinds of subjects")
    raise invalid(f"getallcategories has no category {second} below {first}")


def check_documents(category: Category, given: Sequence[str]) -> None:
    """One of the alternatives must be shown whole, and nothing else."""
    strange = sorted(set(given) - category.keys)
    if strange:
        raise invalid(f"{category.name} takes no document {strange[0]!r}")
    if category.documents and not any(set(together) <= set(given) for together in category.documents):
        wanted = " / ".join(" + ".join(together) for together in category.documents)
        raise Refused(53311, "需要提交资料信息", reason=f"{category.name} needs {wanted}")


def check_new(category: Category, present: Container[str]) -> None:
    if category.name in present:
        raise Refused(53304, "与已有类目重复", reason=f"the account has {category.name}")


def check_month(used: int) -> None:
    if used >= CHANGES_A_MONTH:
        raise Refused(53300, "超出每月次数限制", reason=f"categories are added {CHANGES_A_MONTH} times a month")


def check_total(number: int) -> None:
    if number > MOST_CATEGORIES:
        raise Refused(53301, "超出可配置类目总数限制", reason=f"an account has {MOST_CATEGORIES} categories at most")


def offered_to_type(verify_type: int) -> Offered:
    """0 个人, 1 企业, 2 政府, 3 媒体, 4 其他组织."""
    if not 0 <= verify_type < len(VERIFY_TYPES):
        raise invalid("verify_type is 0 to 4")
    return VERIFY_TYPES[verify_type]


def check_removable(name: str | None, *, under_review: bool) -> None:
    if name is None:
        raise invalid("the account has no such category")
    if under_review:
        raise Refused(53308, "审核中的类目不允许删除", reason=f"{name} is being reviewed")
    if KEPT_FOR_EVER in name.split(">"):
        raise Refused(53309, "社交红包不允许删除", reason=f"{name} stays")


def check_changeable(name: str | None, refused: Container[str], category: Category | None) -> Category:
    """Other documents are shown for one of the account's categories that was refused."""
    if name is None or category is None:
        raise Refused(
            53306, "修改类目只允许修改类目资质，不允许修改类目ID", reason="the account has no such category: add it"
        )
    if name not in refused:
        raise Refused(53307, "只有审核失败的类目允许修改", reason=f"{name} was not refused")
    return category
