"""Exchange: from a sentence to a kept promise, and from an unmet need to evidence.

Nouns: Need and Offer (mirror images: ValueFlows Intents with a receiver or a provider), Agreement (between the two
sides, in one of nine states), Delivery (what really happened; never edited).

Invariants: an offer is never promised beyond its capacity (`places_taken` equals the places of its live agreements, a
deferred constraint trigger checks it at commit); a need has at most one live promise; a delivery is never changed; each
state has an exit until it is final.
"""
