"""People: who takes part, where they live, who speaks for whom, and which part they play where.

Nouns: Person (everybody, with or without a phone), Role (a part in one community or, for a few kinds, in the whole
district, with a start and an end), Household (one home), HouseholdMember (who lives there), ResidenceVerification
(that this was confirmed, by a worker or by a ResidenceCode posted to the door), Representation (who speaks for whom),
Consent, PersonMerge (two entries of one human being made one, and how to take it back), SignInCode (a one-time code
to a phone).

Invariants: one phone leads to at most one person; a code is stored as a keyed hash, works once, expires, and dies
after five wrong tries; a running role of one kind exists once per person and community; one lives in one home at a
time; nobody confirms their own home, gives themselves a part, or reviews a merge they proposed or are in.
"""
