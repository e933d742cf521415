"""A PostgreSQL of one's own, from the binaries of a wheel, under a thin supervisor.

Unix socket only, peer authentication. As root the server steps down to an unprivileged account. Safe with several
starts at once, after `kill -9` of any process, and with a stale pid file whose number belongs to somebody else now.
Whoever uses the server holds it; when the last holder ends, however it ends, the server ends too.
Knows no Django: the settings ask it for an address before Django is set up. See docs/adr/0002.
"""

from sanshe.kernel.embedded_postgres.programs import EmbeddedPostgresError
from sanshe.kernel.embedded_postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
