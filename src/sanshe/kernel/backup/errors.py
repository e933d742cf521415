"""Refusals about backups."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class FileTaken(DomainError):
    """Something of this name is there already."""

    code = "file_taken"
    message = _("%(file)s is there already. Please choose another name, or remove it first.")


class FileUnwritable(DomainError):
    """The file cannot be written."""

    code = "file_unwritable"
    message = _("%(file)s cannot be written: %(reason)s.")


class ProgramMissing(DomainError):
    """No program of PostgreSQL's that is new enough."""

    code = "program_missing"
    message = _(
        "No %(program)s for PostgreSQL %(version)s was found. Please set SANSHE_PG_BIN to the folder of its programs."
    )


class ProgramFailed(DomainError):
    """A program of PostgreSQL's ended with an error."""

    code = "program_failed"
    message = _("%(program)s failed: %(reason)s")


class NotABackup(DomainError):
    """The file is something else, or was cut off."""

    code = "not_a_backup"
    message = _("%(file)s is not a whole backup of Sanshe. Nothing was changed.")


class BackupDamaged(DomainError):
    """A member is not what the manifest says."""

    code = "backup_damaged"
    message = _("The backup is damaged at %(member)s. Nothing was changed; please take another backup file.")


class BackupNewer(DomainError):
    """It was made by a later version of this software."""

    code = "backup_newer"
    message = _(
        "The backup was made by a newer version (%(version)s). Please install that version first. Nothing was changed."
    )


class PlaceNotEmpty(DomainError):
    """There is something that a restore would overwrite."""

    code = "place_not_empty"
    message = _(
        "This place is not empty: %(what)s. Please restore into a new one: set SANSHE_DATA to a new folder, or "
        "DATABASE_URL to an empty database. Nothing was changed."
    )
