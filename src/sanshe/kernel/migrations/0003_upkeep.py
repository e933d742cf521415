"""What the console keeps: why a job failed, when the journal was verified; and what was given up, found quickly."""

from django.db import migrations

TABLES = """
CREATE TABLE kernel_jobfailure (
    job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
    error text NOT NULL,
    failed_at timestamptz NOT NULL
);

CREATE TABLE kernel_journalverification (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    verified_at timestamptz NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    fault_count integer NOT NULL CHECK (fault_count >= 0)
);

CREATE INDEX outbox_given_up ON kernel_outboxmessage (id) WHERE next_attempt_at IS NULL AND sent_at IS NULL;
"""

NO_TABLES = """
DROP INDEX outbox_given_up;
DROP TABLE kernel_journalverification;
DROP TABLE kernel_jobfailure;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_journal_guards"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [migrations.RunSQL(TABLES, NO_TABLES)]
