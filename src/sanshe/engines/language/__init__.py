"""What a sentence says: its tokens, its category, whether it asks or gives, when, where, for whom and at what cost.

Every reader is a pure function of the text (and, for times, of the instant it was said). What a sentence does not say
stays unknown: an empty tuple or None, never a guess. Every finding points back at the characters it was read from.
"""
