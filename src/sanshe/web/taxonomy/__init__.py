"""How sentences are sorted, as the officers of the district read it."""
