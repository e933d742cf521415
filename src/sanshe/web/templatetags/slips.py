"""A slip on the page."""

from dataclasses import asdict

from django import template

from sanshe.web.exchange.slips import Slip

register = template.Library()


@register.inclusion_tag("components/slip.html", takes_context=True)
def slip(context, slip: Slip, heading: int = 3):
    """Show a slip; its button, if it has one, carries the page's CSRF token."""
    kind = "need" if slip.kind == "offer" else "offer"  # whoever presses the button stands on the other side
    return {**asdict(slip), "heading": heading, "action_kind": kind, "csrf_token": context.get("csrf_token")}
