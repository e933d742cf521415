"""Small datapackages for the tests, as a sender would make them."""

import csv
import io
import zipfile
from pathlib import Path

ORGANIZATION = {
    "id": "o1",
    "name": "Lantern House",
    "url": "www.lantern.example",
    "email": "hello@lantern.example",
}
SERVICE = {
    "id": "s1",
    "organization_id": "o1",
    "name": "Walks to the clinic",
    "url": "",
    "email": "",
    "status": "",
}
LOCATION = {"id": "l1", "organization_id": "o1", "name": "Hall", "latitude": "30.65", "longitude": "104.06"}


def table(*rows: dict[str, str]) -> str:
    """Return rows as CSV, under all the columns that any of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def good_tables() -> dict[str, str]:
    """Return the tables of a package (HSDS 1.1 names) in which everything holds together."""
    return {
        "organizations.csv": table(ORGANIZATION),
        "services.csv": table(SERVICE),
        "locations.csv": table(LOCATION),
        "services_at_location.csv": table({"id": "p1", "service_id": "s1", "location_id": "l1"}),
        "physical_addresses.csv": table(
            {
                "id": "a1",
                "location_id": "l1",
                "address_1": "8 Willow Lane",
                "city": "Chengdu",
                "postal_code": "610000",
            }
        ),
        "phones.csv": table(
            {
                "id": "t1",
                "service_id": "s1",
                "organization_id": "",
                "number": "028-8555-0101",
                "extension": "3",
            },
            {
                "id": "t2",
                "service_id": "",
                "organization_id": "o1",
                "number": "028-8555-0100",
                "extension": "",
            },
        ),
        "regular_schedules.csv": table(
            {
                "id": "",
                "service_id": "s1",
                "weekday": "Tuesday",
                "opens_at": "9:00am",
                "closes_at": "12:00pm",
                "original_text": "9-12, Tue",
            }
        ),
        "languages.csv": table(
            {"id": "1", "service_id": "s1", "language": "Mandarin"},
            {"id": "1", "service_id": "s1", "language": "Sichuanese"},
        ),
        "eligibility.csv": table({"id": "", "service_id": "s1", "eligibility": "Over 60"}),
        "taxonomy.csv": table({"id": "PH-1", "name": "Escort", "parent_id": "", "vocabulary": "AIRS"}),
        "services_taxonomy.csv": table({"id": "1", "service_id": "s1", "taxonomy_id": "PH-1"}),
    }


def folder(root: Path, **tables: str | bytes) -> Path:
    """Write the good package into a folder, with some tables (name without .csv) replaced."""
    for name, content in {**good_tables(), **{f"{name}.csv": text for name, text in tables.items()}}.items():
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    """Write a zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
