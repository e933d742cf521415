"""Lists of needs that a worker wrote down for residents: how they are read, and the template for them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshe.domain.exchange.choices import AGE_BAND_YEARS
from sanshe.domain.exchange.models import SENTENCE_MAX
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.formats.spreadsheets import choices
from sanshe.formats.spreadsheets.lists import Column, Line, List, read_list

AGE_MAX = 120
PEOPLE_MAX = 99
HELPERS_MAX = 20
WORDS_MAX = 80
# Who says only when it begins means about so long.
USUAL_LENGTH = timedelta(hours=2)

COLUMNS = (
    Column(
        "name",
        pgettext_lazy("sheet", "Resident"),
        ("姓名", "居民", "居民姓名", "住户", "住户姓名", "老人姓名", "名字", "需求人", "Resident", "Name", "Full name"),
        _("The name or the form of address, as it stands in the list of residents."),
        is_needed=True,
    ),
    Column(
        "phone",
        pgettext_lazy("sheet", "Phone"),
        ("电话", "手机", "手机号", "电话号码", "联系电话", "联系方式", "Phone", "Mobile", "Telephone"),
        _("Only where two have the same name; the last four digits are enough."),
    ),
    Column(
        "address",
        pgettext_lazy("sheet", "Building"),
        ("楼栋", "住址", "地址", "家庭住址", "门牌", "房号", "楼栋门牌", "Building", "Address", "Home", "Flat"),
        _("Only where two have the same name: building, entrance, flat."),
    ),
    Column(
        "sentence",
        pgettext_lazy("sheet", "What is needed"),
        ("需求", "需要什么", "需要", "需求内容", "内容", "需求描述", "What is needed", "Need", "Description"),
        _("In one sentence, as they said it."),
        is_needed=True,
    ),
    Column(
        "category",
        pgettext_lazy("sheet", "Category"),
        ("类别", "分类", "需求类别", "类型", "服务类别", "Category", "Type"),
        _("From the list. Left empty, it is read out of the sentence and shown to you first."),
    ),
    Column(
        "day",
        pgettext_lazy("sheet", "Date"),
        ("日期", "哪天", "服务日期", "时间日期", "Date", "Day"),
        _("With the year, like 2026-03-05."),
    ),
    Column(
        "starts",
        pgettext_lazy("sheet", "From"),
        ("开始", "开始时间", "几点开始", "从几点", "From", "Start", "Starts"),
        _("Like 9:30."),
    ),
    Column(
        "ends",
        pgettext_lazy("sheet", "Until"),
        ("结束", "结束时间", "几点结束", "到几点", "Until", "End", "Ends", "To"),
        _("Like 11:00. Left empty, two hours are kept free."),
    ),
    Column(
        "when",
        pgettext_lazy("sheet", "When, in words"),
        ("时间", "时间说明", "什么时候", "时间要求", "When", "When, in words", "Time"),
        _("Where there is no single date: every evening, at the weekend."),
    ),
    Column(
        "place",
        pgettext_lazy("sheet", "Where"),
        ("地点", "在哪里", "服务地点", "Where", "Place", "Location"),
        _("No home here: who helps sees it once both agreed."),
    ),
    Column(
        "for_whom",
        pgettext_lazy("sheet", "For whom"),
        ("年龄", "为谁", "对象", "年龄段", "服务对象", "For whom", "Age", "Age group"),
        _("From the list, or the age in years."),
    ),
    Column(
        "people",
        pgettext_lazy("sheet", "How many people"),
        ("人数", "几个人", "几人", "How many people", "People", "Party size"),
        _("One, unless you say so."),
    ),
    Column(
        "helpers",
        pgettext_lazy("sheet", "How many helpers"),
        ("需要几位", "帮手人数", "志愿者人数", "How many helpers", "Helpers"),
        _("One, unless you say so."),
    ),
    Column(
        "at_home",
        pgettext_lazy("sheet", "At their home"),
        ("上门", "是否上门", "需要上门", "At their home", "At home", "Home visit"),
        _("Yes or no."),
    ),
    Column(
        "urgent",
        pgettext_lazy("sheet", "Urgent"),
        ("紧急", "是否紧急", "急", "加急", "Urgent"),
        _("Yes or no."),
    ),
    Column(
        "private",
        pgettext_lazy("sheet", "In confidence"),
        ("保密", "是否保密", "私密", "In confidence", "Private", "Confidential"),
        _("Yes or no. Only workers read it then; they must have agreed to that before."),
    ),
    Column(
        "cost",
        pgettext_lazy("sheet", "Cost"),
        ("费用", "收费", "收费方式", "Cost", "Price"),
        _("From the list."),
    ),
)


def read_needs(content: bytes, *, categories: Iterable[TaxonomyTerm]) -> tuple[List, list[dict[str, Any]]]:
    """Read a list of needs; return it with a plain dictionary for each line, what is wrong noted in the list.

    Raises
    ------
    NotSpreadsheet
        It is no such list.
    """
    found = read_list(content, columns=COLUMNS)
    kinds, costs, ages = choices.of_categories(categories), choices.of_costs(), choices.of_ages()
    return found, [_need(line, kinds=kinds, costs=costs, ages=ages) for line in found.lines]


def _need(line: Line, *, kinds: choices.Choices, costs: choices.Choices, ages: choices.Choices) -> dict[str, Any]:
    starts_at, ends_at = _span(line)
    age_years, age_band = _for_whom(line, ages)
    return {
        "row": line.number,
        "name": line.text("name", longest=40, is_needed=True),
        "phone": line.text("phone", longest=40),
        "address": line.text("address", longest=WORDS_MAX),
        "sentence": line.text("sentence", longest=SENTENCE_MAX, is_needed=True),
        "category": line.choice("category", kinds.codes, some=kinds.some),
        "starts_at": starts_at.isoformat() if starts_at else "",
        "ends_at": ends_at.isoformat() if ends_at else "",
        "time_text": line.text("when", longest=WORDS_MAX),
        "place_text": line.text("place", longest=WORDS_MAX),
        "age_years": age_years,
        "age_band": age_band,
        "party_size": line.whole("people", least=1, most=PEOPLE_MAX) or 1,
        "helpers_wanted": line.whole("helpers", least=1, most=HELPERS_MAX) or 1,
        "at_home": line.is_yes("at_home"),
        "is_urgent": line.is_yes("urgent"),
        "is_private": line.is_yes("private"),
        "cost_basis": line.choice("cost", costs.codes, some=costs.some),
    }


def _span(line: Line) -> tuple[datetime | None, datetime | None]:
    """Return when it begins and ends; a date alone is its whole day."""
    day, start, end = line.day("day"), line.clock("starts"), line.clock("ends")
    if line.problems and any(one.column in ("day", "starts", "ends") for one in line.problems):
        return None, None
    if day is None:
        if start or end:
            line.refuse("day", "date_missing")
        return None, None
    if start is None:
        if end is not None:
            line.refuse("starts", "start_missing")
            return None, None
        return _at(day, time()), _at(day + timedelta(days=1), time())
    starts_at = _at(day, start)
    ends_at = _at(day, end) if end else starts_at + USUAL_LENGTH
    if ends_at <= starts_at:
        line.refuse("ends", "ends_first")
        return None, None
    return starts_at, ends_at


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _for_whom(line: Line, ages: choices.Choices) -> tuple[int | None, str]:
    said = line.text("for_whom", longest=40)
    if any(char.isdecimal() for char in said):
        years = line.whole("for_whom", least=0, most=AGE_MAX)
        fitting = (band for band, (low, high) in AGE_BAND_YEARS.items() if years is not None and low <= years <= high)
        return years, str(next(fitting, ""))
    return None, line.choice("for_whom", ages.codes, some=ages.some)
