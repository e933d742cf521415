"""How a refusal becomes a form error."""

from django.forms import Form

from sanshe.kernel.errors import DomainError


def refuse(form: Form, error: DomainError) -> None:
    """Show a refusal at the field it is about, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
