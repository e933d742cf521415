"""Why something in a directory is refused, and what its sender can do about it."""

from django.utils.translation import gettext_lazy as _

from sanshe.formats.reports import Reason

# What a row can belong to, in the reader's words.
NOUNS = {
    "organization": _("organisation"),
    "service": _("service"),
    "location": _("location"),
    "taxonomy_term": _("taxonomy term"),
}
REASONS: dict[str, Reason] = {
    "missing_id": Reason(_("The row has no id."), _("Give every row an id of its own.")),
    "missing_name": Reason(_("There is no name."), _("Write the name that people know it by.")),
    "duplicate_id": Reason(
        _("The id %(value)s stands in an earlier row already."), _("Give this row another id, or delete it.")
    ),
    "id_too_long": Reason(
        _("The id has %(length)s characters; at most %(limit)s are possible."), _("Use a shorter id.")
    ),
    "text_too_long": Reason(
        _("The text has %(length)s characters; at most %(limit)s are possible."),
        _("Shorten the text; nothing is cut off silently."),
    ),
    "missing_reference": Reason(
        _("It does not say to which %(target)s it belongs."), _("Fill in the id it belongs to.")
    ),
    "unknown_reference": Reason(
        _("There is no %(target)s with the id %(value)s."), _("Add that row to its table, or correct the id.")
    ),
    "reference_to_service": Reason(
        _("%(value)s is the id of a service, not of an organisation."),
        _("Give the id of the organisation that runs “%(name)s”, or add %(value)s to the organisations."),
    ),
    "organization_found": Reason(
        _("%(value)s is the id of a service; its organisation %(found)s was taken instead."),
        _("Check it, and give the id of the organisation that runs “%(name)s”."),
    ),
    "owner_refused": Reason(
        _("The %(target)s %(value)s it belongs to was refused."), _("Mend that row first; this one is good.")
    ),
    "owner_not_service": Reason(
        _("It belongs to no service; such details are kept with services only."),
        _("Give the id of the service."),
    ),
    "nothing_to_keep": Reason(_("The row says nothing."), _("Fill it in or delete it.")),
    "bad_email": Reason(_("“%(value)s” is no e-mail address."), _("Write it like name@example.org.")),
    "bad_url": Reason(_("“%(value)s” is no web address."), _("Write it in full, like https://example.org/page.")),
    "bad_phone": Reason(_("“%(value)s” is no telephone number."), _("Write the number in digits.")),
    "bad_coordinates": Reason(
        _("%(latitude)s, %(longitude)s is no place on earth."),
        _("Latitude lies between -90 and 90, longitude between -180 and 180, in decimal degrees."),
    ),
    "half_coordinates": Reason(_("Only one of latitude and longitude is given."), _("Give both or neither.")),
    "null_island": Reason(
        _("The coordinates are 0, 0: a place in the sea that stands for “not known”."),
        _("Give the real coordinates or leave both empty."),
    ),
    "bad_age": Reason(_("“%(value)s” is no age in whole years."), _("Write a whole number from 0 to 130.")),
    "ages_disordered": Reason(
        _("The lowest age %(minimum)s is above the highest age %(maximum)s."), _("Exchange or correct them.")
    ),
    "bad_status": Reason(
        _("The status “%(value)s” is not known."), _("Use active, inactive, defunct or temporarily closed.")
    ),
    "bad_weekday": Reason(_("“%(value)s” is no day of the week."), _("Write Monday to Sunday, or MO to SU.")),
    "bad_time": Reason(_("“%(value)s” is no time of day."), _("Write it like 09:00 or 9:00am.")),
    "hours_disordered": Reason(
        _("It closes at %(closes)s, before it opens at %(opens)s."), _("Correct the hours, or say am and pm.")
    ),
    "bad_recurrence": Reason(
        _("The repetition “%(value)s” cannot be read."), _("Use the words of an iCalendar rule (RFC 5545).")
    ),
    "too_many_languages": Reason(
        _("The languages together have %(length)s characters; at most %(limit)s are possible."),
        _("Name the languages only; say the rest in the description."),
    ),
    "too_many_cells": Reason(
        _("The row has %(found)s cells under %(expected)s columns."),
        _("Put text that contains commas in quotes."),
    ),
    "too_few_cells": Reason(
        _("The row has only %(found)s cells under %(expected)s columns."),
        _("Fill up the row; leave cells empty rather than out."),
    ),
    "bad_quotes": Reason(
        _("The row cannot be taken apart: %(fault)s"), _("Check the quotation marks in and before this row.")
    ),
    "bad_encoding": Reason(_("The row is not written in %(encoding)s."), _("Save the file as UTF-8.")),
    "bad_header": Reason(
        _("The first row names a column twice or not at all: %(columns)s"), _("Give each column one name.")
    ),
    "not_utf8": Reason(_("The file is not written in UTF-8."), _("Save the file as UTF-8.")),
    "unsafe_path": Reason(
        _("“%(value)s” points out of the package."), _("Keep all files inside the package's own folder.")
    ),
    "too_big": Reason(
        _("The file has %(size)s MB; at most %(limit)s MB are read."),
        _("Split it into several smaller ones."),
    ),
    "compressed_too_much": Reason(
        _("The file would grow %(ratio)s-fold when unpacked, as only a trap does."), _("Pack it again.")
    ),
    "encrypted": Reason(_("The file is locked with a password."), _("Pack it again without a password.")),
    "damaged_file": Reason(_("The file is damaged: %(fault)s"), _("Fetch or pack it again.")),
    "unreadable_descriptor": Reason(
        _("datapackage.json cannot be read: %(fault)s"),
        _("Mend it or leave it out; the tables were recognised by their file names."),
    ),
    "unreadable_json": Reason(_("This is no JSON: %(fault)s"), _("Check the file with a JSON editor.")),
    "unknown_document": Reason(
        _("This is no service, organisation, location or taxonomy term."),
        _("Export it as HSDS 3.1, or take it out of the folder."),
    ),
}
