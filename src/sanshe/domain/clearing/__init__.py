"""Clearing: one round a week that brings the open needs of a community and all who could help together at once.

A *round* (draft → solving → proposed → sent, or dropped) holds *assignments*: who is to help whom, when. It is computed
by the engine `matching.clearing`: as many needs met as can be, then as well as can be, then the least served first;
with the bound that proves it. A worker looks it through, pins, moves, takes out, has it computed again, and sends it:
each assignment becomes a question to the helper (`exchange.invite_helper`), who says yes or no.

Invariants: one round a community and week that is not dropped; a need stands in one living assignment of a round; what
a worker pinned or sent is never moved by the computer; nobody is asked twice for what they declined.
"""
