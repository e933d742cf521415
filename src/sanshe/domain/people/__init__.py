"""People: who takes part, how they are reached, and which part they play where.

Nouns: Person (everybody, with or without a phone), Role (a part in one community or, for a few kinds, in the whole
district, with a start and an end), SignInCode (a one-time code sent to a phone).

Invariants: one phone belongs to at most one person; a code is stored as a keyed hash, works once, expires, and dies
after five wrong tries; a running role of one kind exists once per person and community.
"""
