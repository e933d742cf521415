"""Proxy: taking part on paper and through a worker, with consent, receipt, second look and a later claim.

FormSheet: one printed form, found by its serial. Entry: what a worker wrote down for somebody. Correction: what was
changed in it afterwards. Receipt: what that somebody took home; its code opens the way to their own account.
Invariants: what comes from paper stands on the board only after somebody else has looked at it; who writes, who checks
and for whom it is are three people; a sheet is used once; a receipt's code is kept as a keyed hash only; taking an
account over never makes a second person.
"""
