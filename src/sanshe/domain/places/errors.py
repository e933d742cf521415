"""Refusals about divisions, outlines and population."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class CodeUnreadable(DomainError):
    """A code has not the digits of any level."""

    code = "code_unreadable"
    field = "code"
    message = _("“%(value)s” is no code of a place. Please write 2, 4, 6, 9 or 12 digits.")


class CodeTaken(DomainError):
    """A community with this code is here."""

    code = "code_taken"
    field = "code"
    message = _("A community with this code is here already.")


class DivisionAboveMissing(DomainError):
    """The division that this one lies in is not there."""

    code = "division_above_missing"
    field = "code"
    message = _("%(value)s lies in %(above)s, which is not known here yet. Please enter that one first.")


class CodesUnknown(DomainError):
    """Outlines or figures name places that are not here."""

    code = "codes_unknown"
    field = "text"
    message = _("These codes are not known here: %(codes)s. Please correct them, or take them out.")


class BoundaryNotAnArea(DomainError):
    """What was to be an outline is none."""

    code = "boundary_not_an_area"
    field = "text"
    message = _("An outline has to be a polygon. Please draw it on the map.")


class NoEarlierBoundary(DomainError):
    """There is nothing to go back to."""

    code = "no_earlier_boundary"
    message = _("There is no earlier outline to go back to.")


class YearUnlikely(DomainError):
    """Nobody counted in this year."""

    code = "year_unlikely"
    field = "year"
    message = _("Please write the year of the count, between %(first)s and %(last)s.")


class BandsBroken(DomainError):
    """The age bands overlap or leave a gap."""

    code = "bands_broken"
    field = "file"
    message = _("The ages of %(place)s do not follow one another without a gap: please look at %(age)s.")


class CountImpossible(DomainError):
    """A count is negative or absurd."""

    code = "count_impossible"
    field = "file"
    message = _("A count of %(place)s is not possible: please write whole numbers from 0 on.")


class PopulationThere(DomainError):
    """Figures of this year are stored already."""

    code = "population_there"
    field = "is_replacing"
    message = _("There are figures of %(year)s for %(places)s already. Please say below that these take their place.")


class OtherCommunity(DomainError):
    """Figures are not about the community they were given for."""

    code = "other_community"
    field = "file"
    message = _("These figures have to be about the community %(code)s alone. Please take the other rows out.")


class TotalsDisagree(DomainError):
    """The totals by age and the totals by sex are not of the same people."""

    code = "totals_disagree"
    field = "file"
    message = _("The one set of totals adds up to %(one)s, the other to %(other)s. Please check them.")


class TotalsUnreachable(DomainError):
    """No table fits the totals."""

    code = "totals_unreachable"
    field = "file"
    message = _("No figures fit these totals: somebody is counted where nobody can be. Please check the zeros.")
