"""Trust: reviews, replies, hearings and vouching."""
