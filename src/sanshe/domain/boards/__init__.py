"""Boards: notices and talk of groups and communities, and how what hurts is reported, hidden and appealed.

Nouns: Board (of one organisation or one community), Post (a notice), Comment, Picture, Mention, Following (who follows
a board, and what they have seen), Report, ModerationAct.
Invariants: a board belongs to one body; at most three notices are pinned to it; what was written is hidden and restored
with a reason, and each such step stays for good; who hid something never decides the appeal against it, and nobody
decides about their own words; a hiding is appealed once, an appeal decided once; how much somebody may write depends on
what is known of them, never on their words.
"""
