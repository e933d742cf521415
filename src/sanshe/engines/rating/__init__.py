"""Rating: what is known of somebody's promises, and who is known at all."""
