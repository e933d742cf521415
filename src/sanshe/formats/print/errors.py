"""The one refusal of printing."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class FontMissing(DomainError):
    """No font on this machine has Chinese characters."""

    code = "font_missing"
    message = _(
        "This machine has no Chinese font to print with. Please install the package “%(package)s” "
        "(or your system's “fonts-noto-cjk”) and try again."
    )
