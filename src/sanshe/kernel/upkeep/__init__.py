"""Upkeep: what an operator sees of the machinery, and the few things to do about it.

`health` looks at everything at a glance; `queue` holds the jobs, `messages` what could not be sent, `backups` the files
of backups and the one being made; `tasks` are the jobs that an operator starts.
"""
