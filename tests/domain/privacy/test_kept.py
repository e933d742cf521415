"""What is kept about somebody: nothing is forgotten, nothing of others is told."""

import pytest

from sanshe.domain.people.models import Person, PersonMerge
from sanshe.domain.privacy import operations, queries
from sanshe.domain.privacy.choices import ENTRY_FIELDS, FIELD_WORDS, RELATIONS, UNSHOWN, Part
from sanshe.domain.privacy.errors import NotYours
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_need, make_person, make_representation
from tests.factories.privacy import make_life

pytestmark = pytest.mark.django_db


def test_every_foreign_key_to_a_person_is_declared():
    assert {key for key, _, _ in queries.relations()} == set(RELATIONS), (
        "Declare the key in domain/privacy/choices/relations.py: what it is, what of it is shown, what becomes of it."
    )


def test_every_field_of_what_is_about_somebody_is_shown_or_said_to_be_of_no_interest():
    known = {}
    for key, model, field in queries.relations():
        kept = RELATIONS[key]
        known.setdefault(model, {"id"}).update(kept.shown, {field.name})
        if kept.part != Part.WORK:
            known[model] |= UNSHOWN[model._meta.label_lower]
    about = {model for key, model, _ in queries.relations() if RELATIONS[key].part != Part.WORK}

    forgotten = {
        f"{model._meta.label_lower}.{field.name}"
        for model in about
        for field in model._meta.local_concrete_fields
        if field.name not in known[model]
    }

    assert forgotten == set()


def test_what_is_shown_exists_and_has_words():
    for key, model, _ in queries.relations():
        for name in RELATIONS[key].shown:
            assert model._meta.get_field(name).name == name
            assert FIELD_WORDS[name]


def test_every_field_of_the_entry_is_shown_but_what_only_the_program_needs():
    every = {field.name for field in Person._meta.local_concrete_fields}

    assert every - set(ENTRY_FIELDS) == {"id", "merged_into", "closed_at", "session_stamp"}


def test_sections_count_what_rows_show():
    life = make_life()

    for found in queries.sections(person=life.wang).values():
        for one in found:
            rows = queries.rows_of(key=one.key, found=queries.section(person=life.wang, key=one.key))
            assert len(rows) == one.count > 0


def test_sections_cost_the_same_however_much_there_is(django_assert_num_queries):
    life = make_life()
    with django_assert_num_queries(2):
        queries.sections(person=life.wang)
    for number in range(3):
        make_need(person=life.wang, community=life.community, sentence=f"还想要一样 {number}")

    with django_assert_num_queries(2):
        queries.sections(person=life.wang)


@pytest.mark.parametrize("key", sorted(RELATIONS))
def test_rows_of_a_section_cost_two_queries(key, django_assert_num_queries):
    life = make_life()

    with django_assert_num_queries(2):
        queries.rows_of(key=key, found=queries.section(person=life.wang, key=key))


def test_entries_that_became_one_are_seen_together():
    life = make_life()
    again = make_person(community=life.community, name="王婆婆", phone=None)
    make_need(person=again, community=life.community, sentence="另一份里的话")
    Person.objects.filter(pk=again.pk).update(merged_into=life.wang, closed_at=AT)

    found = {one.key: one.count for one in queries.sections(person=life.wang)[Part.SLIPS]}

    assert found == {"exchange.need.person": 5, "exchange.offer.person": 1}


def test_export_names_others_only_as_neighbours_do():
    life = make_life()

    export = operations.export_kept(actor=life.wang, person=life.wang, form="json", at=AT)

    said = "\n".join(one.said for _, rows in export.sections for row in rows for one in row.fields)
    assert "李师傅" in said
    for private in (life.li.full_name, life.li.phone, life.worker.full_name, life.worker.phone):
        assert private not in said


def test_export_holds_everything_that_is_kept_and_is_written_down():
    life = make_life()

    export = operations.export_kept(actor=life.wang, person=life.wang, form="xlsx", at=AT)

    exported = {section.key: len(rows) for section, rows in export.sections}
    assert exported == queries.counts(person=life.wang)
    entry = JournalEntry.objects.get(operation="privacy.export_kept")
    assert (entry.subject_id, entry.actor_id) == (life.wang.pk, life.wang.pk)
    assert entry.detail == {"form": "xlsx", "rows": sum(exported.values())}


def test_entry_that_was_taken_for_somebody_is_not_told_about():
    community = make_community()
    one, other = make_person(community=community, name="王阿姨"), make_person(community=community, name="汪阿姨")
    PersonMerge.objects.create(
        kept=one,
        merged=other,
        community=community,
        state="undone",
        reason="汪阿姨住3栋",
        proposed_by=make_person(),
        proposed_at=AT,
        reviewed_by=make_person(),
        reviewed_at=AT,
        undone_by=make_person(),
        undone_at=AT,
        former_phone=other.phone,
    )

    key = "people.personmerge.kept"
    (row,) = queries.rows_of(key=key, found=queries.section(person=one, key=key))

    said = " ".join(field.said for field in row.fields)
    assert "汪阿姨" not in said
    assert other.phone not in said


def test_guardian_sees_what_is_kept_about_a_child_and_that_is_written_down():
    community = make_community()
    child, mother = make_person(community=community, name="诺诺"), make_person(community=community, name="妈妈")
    make_representation(principal=child, representative=mother, kind="guardian")

    operations.look_at_kept(actor=mother, person=child, at=AT)

    assert queries.person_to_see(actor=mother, pk=child.pk, at=AT) == child
    (look,) = queries.shown_looks(found=queries.looks_at(person=child))
    assert (look.who, look.operation) == (mother, "privacy.look_at_kept")


def test_helper_and_stranger_see_nothing():
    community = make_community()
    elder, helper = make_person(community=community, name="王奶奶"), make_person(community=community, name="小敏")
    make_representation(principal=elder, representative=helper, kind="helper")

    for actor in (helper, make_person()):
        assert queries.person_to_see(actor=actor, pk=elder.pk, at=AT) is None
        with pytest.raises(NotYours):
            operations.export_kept(actor=actor, person=elder, form="json", at=AT)
    assert not JournalEntry.objects.filter(operation="privacy.export_kept").exists()
