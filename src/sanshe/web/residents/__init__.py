"""People as workers look after them: their files, homes, letters to doors, second entries; and one's own home."""
