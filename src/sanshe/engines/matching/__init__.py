"""Which candidates answer a query, in which order, and why."""
