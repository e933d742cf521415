"""Texts: the words of the house that an operator may change, with what is shipped as the default."""
