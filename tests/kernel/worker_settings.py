"""Settings of a worker in tests: it knows the tests' jobs and gives up a silent colleague after seconds."""

from sanshe.config.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.kernel.lingering_job"]
PROCRASTINATE_WORKER_DEFAULTS = {"update_heartbeat_interval": 0.5, "stalled_worker_timeout": 2.0}
SANSHE_MESSAGE_BACKENDS = {"sms": "sanshe.kernel.message_backends.ConsoleBackend"}
