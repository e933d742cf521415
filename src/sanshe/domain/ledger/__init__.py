"""Ledger: time credits, by double entry, in whole minutes; only where a community opened them.

A *scheme* is a community's agreement to count time, with its floor and, if ever, its expiry. An *account* belongs to a
person, to an organisation or group, or is the community's common pot. A *transfer* moves minutes by its *entries*.

Whatever happens, the entries of a transfer add up to nothing, and so do all accounts of a scheme together; a balance
is the sum of its entries and never lower than its floor; entries and transfers are never changed, a correction is
another transfer that points back. The database refuses everything else. Credits that lapse (off unless a scheme says
so) go to the common pot, oldest first, thirty days after their holder was told.
"""
