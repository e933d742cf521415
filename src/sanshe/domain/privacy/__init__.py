"""Privacy: what is kept about somebody, shown, exported, corrected and deleted on their word.

Nouns: Kept (what one foreign key to a person means for that person: its words, what of it is shown, what becomes of it
when the account is closed), ClosingRequest (the wish to leave, which takes effect two weeks later), Retention (how long
something is kept, and why), Look (that somebody looked at private things, as the journal knows it).

Invariants: every foreign key to a person is declared; an export holds of others only how they are called; closing an
account waits once per person, is taken back by signing in, happens once, and leaves nobody without what they rely on.
"""
