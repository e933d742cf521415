"""Sanshe (三社): the software a neighbourhood runs itself on."""

__version__ = "0.1.0"
