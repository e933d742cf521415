"""Organisations: everybody who acts as a body, from the committee to a reading circle.

Nouns: Organization (HSDS organization), Membership (a person who acts for it, with start and end).
Invariants: what came from outside is known by (source, source_id) once; only a running membership lets a person act
for the organisation.
"""
