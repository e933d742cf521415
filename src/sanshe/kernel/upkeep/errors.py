"""Refusals about upkeep."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class JobNotFailed(DomainError):
    """Only what failed can be tried again."""

    code = "job_not_failed"
    message = _("This job has not failed, or somebody tried it again already.")


class JobNotWaiting(DomainError):
    """Only what waits can be taken out of the queue."""

    code = "job_not_waiting"
    message = _("This job no longer waits: it has begun, or somebody took it out already.")


class JobWaitsAlready(DomainError):
    """The same job stands in the queue."""

    code = "job_waits_already"
    message = _("The same job waits already. It will do this one's work as well.")


class BackupRunning(DomainError):
    """One backup at a time."""

    code = "backup_running"
    message = _("A backup is being made already. Please wait until it is done.")


class BackupGone(DomainError):
    """No file of this name."""

    code = "backup_gone"
    message = _("This backup file is no longer there.")


class MessageNotGivenUp(DomainError):
    """Only what was given up can be sent again."""

    code = "message_not_given_up"
    message = _("This message was sent or is tried again already.")


class MessageSecretGone(DomainError):
    """A code is not kept once its message was given up."""

    code = "message_secret_gone"
    message = _("The code in this message is no longer kept. The person simply asks for a new one.")


class MessageTooOld(DomainError):
    """What could not be sent for so long is no news any more."""

    code = "message_too_old"
    message = _("This message is older than %(days)s days and no news any more. It will not be sent.")
