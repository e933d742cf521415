"""Insight: what could not be met, what is within reach, and what services really come to.

Nouns: UnmetRecord (that a need found nobody, and why), EvidenceRun (one going over all needs), PublishedQuarter and
PublishedFigure (what everybody may read of it), CoverageRun and CoverageRow (what people of each age have within
reach). The substance of a service is read, never stored.
Invariants: a need has one record at most; a record holds no person and no sentence; what is in confidence is counted
for workers only and never published; a quarter is published once, when it is over, and its figures never change; no
published figure is below ten, and none that is withheld follows from those that are shown; what people have within
reach, over all of them, is the supply that reaches anybody.
"""
