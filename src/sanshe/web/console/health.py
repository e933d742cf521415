"""How the installation is, in sentences: each with a colour and a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshe.kernel.upkeep.health import Health

WELL, LOOK, ACT = "well", "look", "act"
TONES = (ACT, LOOK, WELL)
WORDS = {WELL: gettext_lazy("All well"), LOOK: gettext_lazy("Look at it"), ACT: gettext_lazy("Act now")}
ICONS = {WELL: "check-circle", LOOK: "exclamation-triangle", ACT: "x-circle"}

WORKER_SILENT = timedelta(seconds=60)
SEALED_LATE = timedelta(minutes=2)
VERIFIED_OLD = timedelta(days=31)
BACKUP_OLD = timedelta(days=2)
BACKUP_VERY_OLD = timedelta(days=14)
DISK_LOW_SHARE = 0.1
DISK_GONE_BYTES = 10**9


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: how it is (`tone`), what it is about, the sentence, and the part it leads to."""

    tone: str
    title: str
    text: str
    url: str = ""

    @property
    def word(self) -> str | Promise:
        """The tone as a word."""
        return WORDS[self.tone]

    @property
    def icon(self) -> str:
        """The tone as an icon."""
        return ICONS[self.tone]


def lines_of(health: Health, *, at: datetime) -> list[Line]:
    """Return the sentences: first what has to be done, then what to look at, then what is well."""
    lines = [
        _worker(health),
        _database(health),
        _disk(health),
        _jobs(health),
        _messages(health),
        _journal(health, at=at),
        _verification(health, at=at),
        _backups(health, at=at),
    ]
    return sorted(lines, key=lambda line: TONES.index(line.tone))


def _worker(health: Health) -> Line:
    title = _("Background worker")
    if health.worker_silence is None:
        return Line(ACT, title, _("No worker runs: no message leaves. Start ./sanshe worker beside ./sanshe serve."))
    seconds = int(health.worker_silence.total_seconds())
    if health.worker_silence > WORKER_SILENT:
        text = _("The worker was last heard of %(time)s ago. Start ./sanshe worker again.")
        return Line(ACT, title, text % {"time": _span(health.worker_silence)})
    return Line(WELL, title, _("Heard of %(seconds)s seconds ago.") % {"seconds": seconds})


def _database(health: Health) -> Line:
    text = _("PostgreSQL %(version)s, %(size)s of data.")
    return Line(
        WELL, _("Database"), text % {"version": health.postgres_version, "size": filesizeformat(health.database_bytes)}
    )


def _disk(health: Health) -> Line:
    free = health.disk_free_bytes
    values = {"free": filesizeformat(free), "total": filesizeformat(health.disk_total_bytes)}
    if free < DISK_GONE_BYTES:
        return Line(ACT, _("Disk"), _("Only %(free)s of %(total)s are left. Make room today.") % values)
    if free < DISK_LOW_SHARE * health.disk_total_bytes:
        return Line(LOOK, _("Disk"), _("%(free)s of %(total)s are left. Make room soon.") % values)
    return Line(WELL, _("Disk"), _("%(free)s of %(total)s are free.") % values)


def _jobs(health: Health) -> Line:
    jobs, url = health.jobs, reverse("console_jobs")
    if jobs["stalled"]:
        text = ngettext(
            "%(stalled)s job is stuck with a worker that is silent; it is taken up again by itself.",
            "%(stalled)s jobs are stuck with a worker that is silent; they are taken up again by themselves.",
            jobs["stalled"],
        )
        return Line(LOOK, _("Jobs"), text % jobs, url)
    if jobs["failed"]:
        text = ngettext("%(failed)s job failed.", "%(failed)s jobs failed.", jobs["failed"])
        return Line(LOOK, _("Jobs"), text % jobs, f"{url}?state=failed")
    return Line(WELL, _("Jobs"), _("%(waiting)s wait, %(running)s run, none failed.") % jobs, url)


def _messages(health: Health) -> Line:
    counts, url = health.messages, reverse("console_messages")
    if counts["given_up"]:
        text = ngettext(
            "%(given_up)s message was given up.", "%(given_up)s messages were given up.", counts["given_up"]
        )
        return Line(LOOK, _("Messages"), text % counts, url)
    if counts["failing"]:
        text = ngettext(
            "%(failing)s message did not go out and is tried again.",
            "%(failing)s messages did not go out and are tried again.",
            counts["failing"],
        )
        return Line(LOOK, _("Messages"), text % counts, f"{url}?state=failing")
    return Line(WELL, _("Messages"), _("All are out; %(waiting)s wait.") % counts, url)


def _journal(health: Health, *, at: datetime) -> Line:
    values = {"position": health.sealed_position, "unsealed": health.unsealed}
    if health.unsealed and (health.unsealed_since is None or health.unsealed_since < at - SEALED_LATE):
        text = _("Sealed up to entry %(position)s; %(unsealed)s wait for too long. Is the worker running?")
        return Line(ACT, _("Journal"), text % values)
    return Line(WELL, _("Journal"), _("Sealed up to entry %(position)s; %(unsealed)s wait for their place.") % values)


def _verification(health: Health, *, at: datetime) -> Line:
    title, noted = _("Journal walked through"), health.last_verification
    if noted is None:
        return Line(LOOK, title, _("Nobody has walked through the journal from here yet."))
    values = {"time": timesince(noted.verified_at, at, depth=1), "position": noted.position}
    if noted.fault_count:
        text = _("%(time)s ago something was wrong in it. Run ./sanshe journal verify and keep every backup.")
        return Line(ACT, title, text % values)
    text = _("%(time)s ago, up to entry %(position)s: nothing is missing, nothing was changed.")
    return Line(LOOK if noted.verified_at < at - VERIFIED_OLD else WELL, title, text % values)


def _backups(health: Health, *, at: datetime) -> Line:
    title, url, last = _("Backups"), reverse("console_backups"), health.last_backup
    if last is None:
        return Line(ACT, title, _("There is no backup here. Make one now."), url)
    text = ngettext(
        "The last one is %(time)s old and has %(size)s; %(count)s is kept.",
        "The last one is %(time)s old and has %(size)s; %(count)s are kept.",
        health.backup_count,
    )
    age = at - last.made_at
    tone = WELL if age < BACKUP_OLD else LOOK if age < BACKUP_VERY_OLD else ACT
    values = {"time": _span(age), "size": filesizeformat(last.size_bytes), "count": health.backup_count}
    return Line(tone, title, text % values, url)


def _span(span: timedelta) -> str:
    if span < timedelta(minutes=1):
        return _("less than a minute")
    start = datetime(2000, 1, 1)  # noqa: DTZ001  (only the span counts)
    return timesince(start, start + max(span, timedelta(0)), depth=1)
