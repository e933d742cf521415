"""The one refusal of a whole directory."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError

FAULTS = {
    "not_there": _("there is no such file or folder"),
    "neither_zip_nor_json": _("it is neither a zip, a JSON file nor a folder"),
    "damaged": _("the zip is damaged"),
    "too_many_files": _("it holds too many files"),
    "no_tables": _("it holds no services.csv or organizations.csv, and no HSDS document in JSON"),
    "needed_columns": _("its table of services or organisations has no column “id” or “name”"),
}


class NotHsds(DomainError):
    """What was given is no HSDS directory at all."""

    code = "not_hsds"
    message = _(
        "%(path)s is no HSDS directory: %(fault)s. Expected is a datapackage (a folder or zip with "
        "services.csv and organizations.csv, HSDS 1.1 to 3.1), or HSDS 3 documents in JSON, or a folder "
        "of them."
    )

    def __init__(self, *, path: str, fault: str) -> None:
        super().__init__(path=path, fault=FAULTS[fault])
        self.fault = fault
