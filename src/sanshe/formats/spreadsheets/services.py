"""Lists of services that organisations hold ready: how they are read."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.formats.spreadsheets import choices
from sanshe.formats.spreadsheets.lists import Column, Line, List, read_list

AGE_MAX = 120
CAPACITY_MAX = 100_000
NAME_MAX = 120
DESCRIPTION_MAX = 2_000

COLUMNS = (
    Column(
        "organization",
        pgettext_lazy("sheet", "Organisation"),
        ("组织", "机构", "单位", "组织名称", "机构名称", "服务机构", "Organisation", "Organization", "Provider"),
        _("The name as it stands under “Who is who”."),
        is_needed=True,
    ),
    Column(
        "name",
        pgettext_lazy("sheet", "Service"),
        ("服务", "服务名称", "服务项目", "项目", "项目名称", "Service", "Name of the service"),
        _("A short name that neighbours understand."),
        is_needed=True,
    ),
    Column(
        "description",
        pgettext_lazy("sheet", "What happens there"),
        ("说明", "介绍", "服务说明", "服务介绍", "服务内容", "描述", "What happens there", "Description"),
        _("In a few sentences."),
    ),
    Column(
        "category",
        pgettext_lazy("sheet", "Category"),
        ("类别", "分类", "服务类别", "类型", "Category", "Type"),
        _("From the list. Left empty, it is read out of the name and shown to you first."),
    ),
    Column(
        "cost",
        pgettext_lazy("sheet", "Cost"),
        ("费用", "收费", "收费方式", "Cost"),
        _("From the list."),
    ),
    Column(
        "fees",
        pgettext_lazy("sheet", "Price, in words"),
        ("价格", "收费标准", "收费说明", "价格说明", "Price", "Price, in words", "Fees"),
        _("Like: 12 yuan a meal."),
    ),
    Column(
        "youngest",
        pgettext_lazy("sheet", "From age"),
        ("最小年龄", "年龄从", "起始年龄", "From age", "Minimum age"),
        _("Whole years; empty where age does not matter."),
    ),
    Column(
        "oldest",
        pgettext_lazy("sheet", "To age"),
        ("最大年龄", "年龄到", "截止年龄", "To age", "Maximum age"),
        _("Whole years; empty where age does not matter."),
    ),
    Column(
        "hours",
        pgettext_lazy("sheet", "Weekly hours"),
        ("时间", "开放时间", "服务时间", "每周时间", "营业时间", "Weekly hours", "Hours", "Opening hours"),
        _("Like Tue 9:00-11:00; Thu 14:00-16:00."),
    ),
    Column(
        "place",
        pgettext_lazy("sheet", "Where"),
        ("地点", "在哪里", "服务地点", "地址", "Where", "Place", "Location", "Address"),
        _("As neighbours would say it."),
    ),
    Column(
        "capacity",
        pgettext_lazy("sheet", "Places"),
        ("名额", "人数", "容量", "可容纳人数", "Places", "Capacity"),
        _("How many fit in; empty where there is no limit."),
    ),
    Column(
        "phone",
        pgettext_lazy("sheet", "Phone"),
        ("电话", "联系电话", "联系方式", "手机", "Phone", "Telephone"),
        _("Of the service, for everybody to see."),
    ),
)


def read_services(content: bytes, *, categories: Iterable[TaxonomyTerm]) -> tuple[List, list[dict[str, Any]]]:
    """Read a list of services; return it with a plain dictionary for each line, what is wrong noted in the list.

    Raises
    ------
    NotSpreadsheet
        It is no such list.
    """
    found = read_list(content, columns=COLUMNS)
    kinds, costs = choices.of_categories(categories), choices.of_costs()
    return found, [_service(line, kinds=kinds, costs=costs) for line in found.lines]


def _service(line: Line, *, kinds: choices.Choices, costs: choices.Choices) -> dict[str, Any]:
    youngest = line.whole("youngest", least=0, most=AGE_MAX)
    oldest = line.whole("oldest", least=0, most=AGE_MAX)
    if youngest is not None and oldest is not None and oldest < youngest:
        line.refuse("oldest", "ages_mixed")
    return {
        "row": line.number,
        "organization": line.text("organization", longest=300, is_needed=True),
        "name": line.text("name", longest=NAME_MAX, is_needed=True),
        "description": line.text("description", longest=DESCRIPTION_MAX, lines=True),
        "category": line.choice("category", kinds.codes, some=kinds.some),
        "cost_basis": line.choice("cost", costs.codes, some=costs.some),
        "fees_text": line.text("fees", longest=300),
        "minimum_age": youngest,
        "maximum_age": oldest,
        "hours_text": line.text("hours", longest=300),
        "weekly_hours": line.weekly_hours("hours"),
        "place_text": line.text("place", longest=200),
        "capacity": line.whole("capacity", least=1, most=CAPACITY_MAX),
        "phone": line.text("phone", longest=200),
    }
