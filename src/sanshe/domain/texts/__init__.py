"""Texts: the words of the house that an operator may change, with what is shipped as the default.

Nouns: Text (one version of the words for one purpose in one language), its purpose (`TextCode`), the shipped words
(`shipped.toml`).

Invariants: a version is never changed and never removed (the database refuses), because consents refer to words; the
newest version counts; going back to the shipped words is a version, too, and follows what is shipped from then on.
Words are plain: paragraphs are parted by an empty line, nothing in them is markup.
"""
