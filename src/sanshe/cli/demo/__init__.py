"""The demo district: three invented communities, written by hand, in plain files beside this one.

`files.py` reads and checks them; it knows no database. No person, street, phone or organisation in them
exists.
"""
