"""Organisations: everybody who acts as a body, from the committee to a reading circle.

Nouns: Organization (HSDS organization), Membership (a person who belongs to it, as what and from when to when),
Verification (a look at its name and credit code), Invitation (to a phone), JoinRequest (to belong, or to take over),
Wanted (what it looks for).
Invariants: what came from outside is known by (source, source_id) once; somebody belongs to an organisation once at a
time; every change of office is the end of one membership and the start of the next, so that the offices of any day can
be read; whoever looks after an organisation does not go without naming somebody else; running groups of one community
differ in name; a credit code belongs to one verified organisation.
"""
