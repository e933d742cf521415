"""The demo district's files say what they should, and a broken one is refused by name."""

import shutil
import tomllib
from pathlib import Path

import pytest

from sanshe.cli.demo.files import FOLDER, DemoFileError, read_district, weekly_hours

TERMS = Path(__file__).parents[2] / "src" / "sanshe" / "domain" / "taxonomy" / "terms.toml"


def category_leaves() -> set[str]:
    categories = tomllib.loads(TERMS.read_text(encoding="utf-8"))["category"]
    return {row["code"] for row in categories if "parent" in row}


def test_district_has_the_promised_size():
    district = read_district()

    assert len(district.communities) == 3
    assert len(district.people) >= 600
    assert len(district.organizations) == 60
    assert len(district.services) >= 200
    assert len(district.sentences) >= 400


def test_district_names_only_categories_of_the_taxonomy():
    district = read_district()

    used = {row.category for row in (*district.services, *district.sentences)}

    assert used - category_leaves() == set()


def test_district_says_nothing_twice():
    district = read_district()

    sentences = [row.sentence for row in district.sentences]

    assert sorted(set(sentences)) == sorted(sentences)


def test_phones_are_unique_and_from_the_invented_range():
    district = read_district()

    phones = [row.phone for row in (*district.people, *district.organizations) if row.phone]

    assert len(set(phones)) == len(phones)
    assert [phone for phone in phones if not phone.startswith("1390000")] == []


def test_somebody_without_a_phone_speaks_through_a_worker():
    district = read_district()
    without_phone = {row.key for row in district.people if not row.phone}

    silent = [row.key for row in district.sentences if (row.person in without_phone) != bool(row.entered_by)]

    assert silent == []


def test_agreement_steps_follow_one_another():
    district = read_district()
    posted = {row.key: row.days_ago for row in district.sentences}

    disordered = []
    for row in district.agreements:
        steps = [
            min(posted[row.need], posted.get(row.offer, posted[row.need])),
            row.requested_days_ago,
            row.answered_days_ago,
            row.delivered_days_ago,
            row.closed_days_ago,
            row.settled_days_ago,
        ]
        taken = [step for step in steps if step is not None]
        if taken != sorted(taken, reverse=True):
            disordered.append(row.key)

    assert disordered == []


def test_agreements_stand_in_every_state():
    states = {row.state for row in read_district().agreements}

    assert states == {
        "requested",
        "accepted",
        "declined",
        "withdrawn",
        "cancelled",
        "delivered",
        "confirmed",
        "disputed",
        "settled",
    }


def test_weekly_hours_are_weekday_and_minutes():
    assert weekly_hours("TU 09:00-11:30;SU 20:00-24:00") == ((1, 540, 690), (6, 1200, 1440))


@pytest.mark.parametrize("text", ["XX 09:00-10:00", "TU 10:00-09:00", "TU 09:00-25:00", "Tuesday"])
def test_weekly_hours_refuse_what_is_no_time(text):
    with pytest.raises(ValueError, match="no opening time"):
        weekly_hours(text)


def test_unknown_person_is_refused_with_file_and_entry(tmp_path):
    folder = tmp_path / "district"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    people = (folder / "people.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "people.csv").write_text("".join(people[:-300]), encoding="utf-8")

    with pytest.raises(DemoFileError, match=r"sentences\.csv, [no]\d+: there is no 'p\d+'"):
        read_district(folder)
