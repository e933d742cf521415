"""The tables of HSDS that are read, under the names that its versions give them."""

from __future__ import annotations

from typing import NamedTuple

# Canonical name → names of file or resource in HSDS 1.1, 2.0 and 3.x.
NAMES: dict[str, tuple[str, ...]] = {
    "organizations": ("organizations", "organization"),
    "services": ("services", "service"),
    "locations": ("locations", "location"),
    "addresses": (
        "addresses",
        "address",
        "physical_addresses",
        "physical_address",
        "postal_addresses",
        "postal_address",
    ),
    "service_at_location": (
        "service_at_location",
        "services_at_location",
        "service_at_locations",
        "services_at_locations",
    ),
    "phones": ("phones", "phone"),
    "schedules": ("schedules", "schedule", "regular_schedules", "regular_schedule"),
    "languages": ("languages", "language"),
    "eligibility": ("eligibility", "eligibilities"),
    "cost_options": ("cost_options", "cost_option"),
    "taxonomies": ("taxonomies",),
    # HSDS 1.1 calls the table of terms "taxonomy"; 3.x has "taxonomies" for the lists that terms belong to.
    "taxonomy_terms": ("taxonomy_terms", "taxonomy_term", "taxonomy"),
    "attributes": (
        "attributes",
        "attribute",
        "services_taxonomy",
        "service_taxonomy",
        "service_attributes",
        "service_attribute",
    ),
}
CANONICAL = {name: table for table, names in NAMES.items() for name in names}
# Columns without which a table is not what its name says.
NEEDED = {"organizations": ("id", "name"), "services": ("id", "name")}


class Row(NamedTuple):
    """One row as it was met: all cells are text, absent ones empty.

    `embedded` marks a record repeated inside others, as JSON documents do: the same id again is no mistake
    there.
    """

    file: str
    number: int
    values: dict[str, str]
    embedded: bool = False

    def get(self, *names: str) -> str:
        """Return the first of these columns that is filled."""
        for name in names:
            if value := self.values.get(name, "").strip():
                return value
        return ""
