"""Privacy: what is kept about somebody, shown, exported, corrected and deleted on their word."""
