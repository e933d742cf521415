"""What stands on the paper: receipts and blank forms, in the language of whoever prints."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.exchange.choices import AgeBand
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.proxy.choices import FormKind, in_groups
from sanshe.formats.print import BlankForm, PrintField, ReceiptSheet, blank_forms, receipt
from sanshe.web.proxy.consent import wording
from sanshe.web.proxy.data import lines_of


def receipt_pdf(entry, issued, code: str) -> bytes:
    """Return the receipt of an entry as PDF."""
    return receipt(receipt_sheet(entry, issued, code))


def receipt_sheet(entry, issued, code: str) -> ReceiptSheet:
    """Return what stands on the receipt."""
    consent = next(
        (
            one
            for one in people.consents_of(person=entry.person)
            if one.kind == ConsentKind.PROXY_ENTRY and one.withdrawn_at is None
        ),
        None,
    )
    day = date_format(timezone.localtime(issued.issued_at), "DATE_FORMAT")
    return ReceiptSheet(
        title=pgettext("receipt", "Your receipt"),
        community_name=entry.community.name,
        code=in_groups(code),
        claim_url=f"{settings.PUBLIC_ADDRESS}{reverse('claim')}?code={code}",
        issued_text=_("Issued on %(day)s") % {"day": day},
        person_name=entry.person.public_name,
        lines=lines_of(entry),
        consent_text=consent.wording if consent else wording(),
        entered_by_text=_("Written down by %(name)s, %(how)s")
        % {"name": entry.entered_by.public_name, "how": entry.get_channel_display()},
        contact_text=_(
            "Keep this paper: with the code you, or somebody you trust, can take everything into your own hands "
            "on a phone. Lost it, or something is wrong? Please come to the community's office."
        ),
        language=translation.get_language(),
    )


def forms_pdf(sheets) -> bytes:
    """Return blank forms as one PDF."""
    return blank_forms([blank_form(sheet) for sheet in sheets])


def blank_form(sheet) -> BlankForm:
    """Return what stands on one blank form."""
    title, intro = _titles()[sheet.kind]
    about = sheet.offer or (sheet.agreement and (sheet.agreement.need or sheet.agreement.offer))
    if about:
        intro = f"{intro} {_('It is about: %(sentence)s') % {'sentence': about.sentence}}"
    return BlankForm(
        kind=sheet.kind,
        title=title,
        intro=intro,
        serial=sheet.serial,
        url=f"{settings.PUBLIC_ADDRESS}{reverse('proxy_sheet', args=[sheet.serial])}",
        fields=[*_said(sheet), *_who()],
        consent_text=wording(),
        sign_label=_("Signature and date"),
        language=translation.get_language(),
        large=sheet.is_large,
    )


def _titles() -> dict[str, tuple[str, str]]:
    return {
        FormKind.NEED: (
            pgettext("form title", "I need"),
            _("Please write it the way you would tell a neighbour. Leave out what you do not want to say."),
        ),
        FormKind.OFFER: (
            pgettext("form title", "I can help"),
            _("Please write it the way you would tell a neighbour. Leave out what you do not want to say."),
        ),
        FormKind.REVIEW: (
            pgettext("form title", "How it went"),
            _("Please tell us whether it was done, and what was good or not."),
        ),
        FormKind.REGISTRATION: (
            pgettext("form title", "I want to come"),
            _("Please write down for what, and with how many you come."),
        ),
    }


def _said(sheet) -> list[PrintField]:
    return {
        FormKind.NEED: _slip_fields,
        FormKind.OFFER: _slip_fields,
        FormKind.REVIEW: _review_fields,
        FormKind.REGISTRATION: _registration_fields,
    }[FormKind(sheet.kind)](sheet)


def _slip_fields(sheet) -> list[PrintField]:
    is_need = sheet.kind == FormKind.NEED
    question = _("What do you need?") if is_need else _("What can you help with?")
    fields = [
        PrintField(label=question, help=_("One sentence is enough."), shape="lines", lines=3),
        PrintField(label=_("When"), help=_("Day and time, or: any time"), shape="line"),
        PrintField(label=_("Where"), help="", shape="line"),
    ]
    if is_need:
        fields.append(PrintField(label=_("For whom"), help="", shape="ticks", choices=_labels(AgeBand)))
    return [
        *fields,
        PrintField(label=_("How many people"), help="", shape="line"),
        PrintField(label=_("Cost"), help="", shape="ticks", choices=_labels(CostBasis)),
    ]


def _review_fields(sheet) -> list[PrintField]:
    fields = [
        PrintField(
            label=_("Was it done as agreed?"),
            help="",
            shape="ticks",
            choices=[_("Yes, it was done"), _("No, something was wrong")],
        ),
        PrintField(label=_("A word of thanks, or what was wrong"), help="", shape="lines", lines=3),
    ]
    if sheet.agreement_id is None:
        fields.insert(0, PrintField(label=_("What was it about?"), help="", shape="lines", lines=2))
    return fields


def _registration_fields(sheet) -> list[PrintField]:
    fields = [
        PrintField(label=_("How many come"), help="", shape="line"),
        PrintField(label=_("A word to go with it"), help="", shape="lines", lines=2),
    ]
    if sheet.offer_id is None:
        fields.insert(0, PrintField(label=_("What do you want to come to?"), help="", shape="lines", lines=2))
    return fields


def _who() -> list[PrintField]:
    return [
        PrintField(label=_("Your name"), help="", shape="line"),
        PrintField(label=_("What do the neighbours call you?"), help=_("Only this is shown to others."), shape="line"),
        PrintField(label=_("Phone, if you have one"), help="", shape="line"),
        PrintField(label=_("Building and flat"), help=_("Only the worker reads it."), shape="line"),
    ]


def _labels(choices) -> list[str]:
    return [str(label) for label in choices.labels]
