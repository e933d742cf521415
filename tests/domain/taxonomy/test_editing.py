"""What an operator may do with the categories."""

import pytest

from sanshe.domain.taxonomy import operations, queries
from sanshe.domain.taxonomy.errors import (
    TermMissing,
    TermNameMissing,
    TermNameTaken,
    TermNameTooLong,
    TermRetired,
    TermWordsUnfit,
)
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel.fields import uuid7
from sanshe.kernel.models import JournalEntry
from tests.factories import AT

pytestmark = pytest.mark.django_db
OPERATOR = uuid7()
FIELDS = [{"code": "community", "name_zh": "社区", "name_en": "Community"}]
CATEGORIES = [
    {"code": "care", "name_zh": "照护", "name_en": "Care", "field": "community"},
    {"code": "visits", "name_zh": "探望", "name_en": "Visits", "parent": "care", "words_zh": ["陪聊"]},
    {"code": "meals", "name_zh": "送餐", "name_en": "Meals", "parent": "care"},
    {"code": "repair", "name_zh": "修理", "name_en": "Repair", "field": "community"},
    {"code": "lamps", "name_zh": "修灯", "name_en": "Lamps", "parent": "repair"},
]


@pytest.fixture(autouse=True)
def loaded():
    operations.load_terms(fields=FIELDS, categories=CATEGORIES, at=AT)


def change(code: str, **changes) -> TaxonomyTerm:
    term = queries.category(code=code)
    names = ("name_zh", "name_en", "words_zh", "words_en", "is_sensitive")
    values = {name: getattr(term, name) for name in names} | changes
    return operations.change_category(code=code, **values, actor=OPERATOR, at=AT)


def add(parent_code: str = "care", **changes) -> TaxonomyTerm:
    values = {"name_zh": "理发", "name_en": "Hair cuts", "words_zh": [], "words_en": [], "is_sensitive": False}
    return operations.add_leaf(parent_code=parent_code, **values | changes, actor=OPERATOR, at=AT)


def codes() -> list[str]:
    return [term.code for term in queries.categories()]


def test_change_stays_when_the_shipped_terms_are_loaded_again():
    change("visits", name_zh="上门看看", words_zh=["陪聊", " 唠嗑 ", "陪聊", ""])

    newer = [{**row, "name_en": "Calls", "name_zh": "拜访"} if row["code"] == "visits" else row for row in CATEGORIES]
    operations.load_terms(fields=FIELDS, categories=newer, at=AT)

    term = queries.category(code="visits")
    assert (term.name_zh, term.name_en, term.words_zh) == ("上门看看", "Calls", ["陪聊", "唠嗑"])
    assert term.edited == ["name_zh", "words_zh"]


def test_sensitivity_that_an_operator_took_away_stays_away():
    rows = [{**row, "is_sensitive": True} if row["code"] == "visits" else row for row in CATEGORIES]
    operations.load_terms(fields=FIELDS, categories=rows, at=AT)

    change("visits", is_sensitive=False)
    operations.load_terms(fields=FIELDS, categories=rows, at=AT)

    assert queries.category(code="visits").is_sensitive is False


def test_change_is_journalled_and_no_change_is_not():
    term = change("visits", name_zh="上门看看")
    change("visits", name_zh="上门看看")

    entry = JournalEntry.objects.get(subject_id=term.pk)
    assert (entry.operation, entry.actor_id) == ("taxonomy.change_category", OPERATOR)
    assert entry.detail == {"code": "visits", "changed": ["name_zh"]}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name_zh": " \x00 "}, TermNameMissing),
        ({"name_zh": "长" * 41}, TermNameTooLong),
        ({"name_en": "x" * 41}, TermNameTooLong),
        ({"name_zh": "送餐"}, TermNameTaken),
        ({"words_zh": ["长" * 61]}, TermWordsUnfit),
        ({"words_en": [f"word {number}" for number in range(201)]}, TermWordsUnfit),
    ],
)
def test_unfit_names_and_words_are_refused(changes, refusal):
    with pytest.raises(refusal):
        change("visits", **changes)

    assert queries.category(code="visits").name_zh == "探望"


def test_unknown_category_is_refused():
    with pytest.raises(TermMissing):
        operations.retire_category(code="nothing", actor=OPERATOR, at=AT)


def test_leaf_stands_last_below_its_category_and_sorts_sentences():
    leaf = add(words_zh=["剃头"])

    assert codes() == ["care", "visits", "meals", "hair_cuts", "repair", "lamps"]
    assert (leaf.parent.code, leaf.field.code) == ("care", "community")
    assert queries.router().rank("想剃头")[0].code == "hair_cuts"


def test_leaf_gets_a_code_of_its_own():
    made = [add(name_zh=f"理发{number}").code for number in range(3)]
    nameless = add(name_zh="没有英文名", name_en="")

    assert made == ["hair_cuts", "hair_cuts_2", "hair_cuts_3"]
    assert nameless.code == "care_leaf"


def test_leaf_survives_loading():
    add()

    operations.load_terms(fields=FIELDS, categories=CATEGORIES, at=AT)

    assert "hair_cuts" in codes()


def test_leaf_grows_only_under_a_main_category_in_use():
    operations.retire_category(code="repair", actor=OPERATOR, at=AT)

    with pytest.raises(TermMissing):
        add("visits")
    with pytest.raises(TermRetired):
        add("repair")


def test_retired_leaf_takes_nothing_new_and_comes_back():
    operations.retire_category(code="visits", actor=OPERATOR, at=AT)
    operations.retire_category(code="visits", actor=OPERATOR, at=AT)

    assert codes() == ["care", "meals", "repair", "lamps"]
    assert [leaf.code for leaf in queries.top_categories()[0].children.all()] == ["meals"]
    assert queries.category(code="visits").name_zh == "探望"
    assert "visits" not in {one.code for one in queries.router().rank("陪聊")}

    operations.revive_category(code="visits", actor=OPERATOR, at=AT)

    assert codes() == [row["code"] for row in CATEGORIES]
    assert JournalEntry.objects.filter(operation="taxonomy.retire_category").count() == 1


def test_retired_main_category_takes_its_leaves_with_it():
    operations.retire_category(code="care", actor=OPERATOR, at=AT)

    assert codes() == ["repair", "lamps"]
    assert [term.code for term in queries.every_category()] == [row["code"] for row in CATEGORIES]


def test_category_moves_with_its_leaves_and_stays_moved():
    operations.move_category(code="care", up=False, actor=OPERATOR, at=AT)
    operations.move_category(code="visits", up=False, actor=OPERATOR, at=AT)
    operations.load_terms(fields=FIELDS, categories=CATEGORIES, at=AT)

    assert codes() == ["repair", "lamps", "care", "meals", "visits"]


def test_first_category_cannot_move_further_up():
    operations.move_category(code="care", up=True, actor=OPERATOR, at=AT)

    assert codes() == [row["code"] for row in CATEGORIES]
    assert not JournalEntry.objects.filter(operation="taxonomy.move_category").exists()
