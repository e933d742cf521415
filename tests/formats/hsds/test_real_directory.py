from pathlib import Path

import pytest

from sanshe.formats.hsds import Severity, read

SHARED = Path(__file__).parents[4] / "shared" / "data" / "hsds"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside the checkout"),
]


def test_every_row_of_the_real_directory_is_accounted_for():
    directory = read(next((SHARED / "real").glob("*.zip")))

    counts = {table: (count.read, count.taken, count.refused) for table, count in directory.report.tables.items()}
    assert counts["services"] == (4089, 3642, 447)
    assert counts["organizations"] == (1074, 1074, 0)
    assert counts["locations"] == (4089, 4089, 0)
    assert counts["attributes"] == (26259, 23842, 2417)
    assert all(read_ == taken + refused for read_, taken, refused in counts.values())
    assert directory.report.counts[Severity.REFUSED_ROW, "reference_to_service"] == 447
    assert directory.report.counts[Severity.DROPPED_FIELD, "unknown_reference"] == 3015
    assert directory.report.counts[Severity.REFUSED_ROW, "missing_reference"] == 2244


def test_every_service_of_the_real_directory_is_taken_when_mended():
    directory = read(next((SHARED / "real").glob("*.zip")), mend=True)

    assert len(directory.services) == 4089
    assert directory.report.counts[Severity.MENDED_FIELD, "organization_found"] == 447


def test_official_examples_are_taken():
    for name in (
        "csv",
        "service_full.json",
        "organization_full.json",
        "service_at_location_full.json",
        "tabular.json",
    ):
        directory = read(SHARED / "examples-3.1" / name)
        assert [service.name for service in directory.services] == ["Community Counselling"]


def test_bad_answers_are_refused():
    directory = read(SHARED / "negative-control" / "V3.0-UK-Fail" / "service_list.json")

    assert directory.services == ()
    assert directory.report.tables["services"].refused == 4
