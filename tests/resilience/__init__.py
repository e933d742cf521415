"""The whole program, killed while it is used."""
