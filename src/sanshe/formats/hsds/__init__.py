"""HSDS: directories of services as Open Referral describes them, versions 1.1 to 3.1.

`read(path)` takes a CSV datapackage (folder, datapackage.json or zip) or documents in JSON (one, a list, a
page, a folder of them) and returns a `Directory`: organisations, services, locations and taxonomy terms,
joined and checked. A row that does not hold together is refused, a field that is wrong is dropped, and both
stand in the report with file, row, reason and remedy; for every table, read = taken + refused. Nothing is
unpacked to disk, nothing is fetched, no path leaves the package. What is no directory at all is refused at
once (`NotHsds`).

Not taken: the names and addresses of contact persons, and whatever the catalogue has no place for; such
files are named in `report.left_aside`.
"""

from pathlib import Path

from sanshe.formats.hsds.assembly import Assembly
from sanshe.formats.hsds.containers import opened
from sanshe.formats.hsds.datapackage import Datapackage
from sanshe.formats.hsds.errors import NotHsds
from sanshe.formats.hsds.json_documents import JsonDocuments
from sanshe.formats.hsds.records import Directory, Location, Organization, Schedule, Service, TaxonomyTerm
from sanshe.formats.hsds.report import REASONS
from sanshe.formats.reports import Refusal, Report, Severity

__all__ = [
    "Directory",
    "Location",
    "NotHsds",
    "Organization",
    "Refusal",
    "Report",
    "Schedule",
    "Service",
    "Severity",
    "TaxonomyTerm",
    "read",
]

SOURCE_MAX = 80


def read(path: Path, *, source: str = "", mend: bool = False) -> Directory:
    """Read a directory of services for the import.

    `source` names where it comes from; records are known by it and their id ever after. Without one it is
    the name the package gives itself, or its file name. With `mend` a service that names another service
    where its organisation belongs is given to that service's organisation, and the report says so; without,
    it is refused.

    Raises
    ------
    NotHsds
        What lies there is no directory of services.
    """
    report = Report(REASONS)
    with opened(path, report) as container:
        tables: Datapackage | JsonDocuments = Datapackage(container, report)
        name = tables.name
        if not tables:
            tables = JsonDocuments(container, report)
        if not tables:
            raise NotHsds(path=path.name, fault="no_tables")
        name = source or f"hsds:{name or _own_name(path)}"
        return Assembly(tables.rows, report, mend=mend).directory(source=name[:SOURCE_MAX])


def _own_name(path: Path) -> str:
    path = path.resolve()
    if path.name.lower() == "datapackage.json":
        path = path.parent
    return path.name if path.is_dir() else path.stem
