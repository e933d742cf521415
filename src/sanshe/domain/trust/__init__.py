"""Trust: what the two sides say after a promise, how a dispute is heard, and who is vouched for.

Nouns: Review (of an agreement, by one of its sides), Reply (of the reviewed), ReviewReport, Hearing (of a disputed
agreement, by a named mediator), HearingStep, Vouching (that a community admits by vouching), Vouch, AdmissionRun,
Admission.
Invariants: a review is hidden until both sides wrote or fourteen days passed, and never changes once it is shown; it
moves no record (that is counted from promises alone, `exchange.queries.record`); what is told in confidence is shown to
the two sides only; a mediator is no party, no kin and no member of a side; the steps of a hearing are never changed;
vouching admits and never scores.
"""
