"""The kernel: what every area stands on and no area's words are in.

Journal, idempotency, outbox, jobs, the embedded database, identifiers, refusals. It knows Django but no
person, no place and no community: actors and subjects are plain identifiers here.
"""
