"""One piece of writing for somebody else: who, how it was told, what was said, and how they agreed."""

from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange import queries as exchange_queries
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind, GivenHow
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.choices import SLIPS, FormKind
from sanshe.domain.proxy.operations import Agreed, Issued, Newcomer
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.forms import SlipForm
from sanshe.web.middleware import actor_of
from sanshe.web.proxy.consent import confidence_wording, wording
from sanshe.web.proxy.data import data_of
from sanshe.web.proxy.forms import ConsentForm, NewcomerForm

CODES_KEY = "receipt_codes"
CODES_KEPT = 60


@dataclass
class Writing:
    """The bound forms of what is being written down."""

    kind: str
    person: object | None
    newcomer: NewcomerForm | None
    details: Form
    consent: ConsentForm
    channel: str
    serial: str
    key: str

    def is_valid(self) -> bool:
        """Tell whether every form holds what it should."""
        wrong = [form for form in (self.newcomer, self.details, self.consent) if form and not form.is_valid()]
        return not wrong

    def enter(self, request: HttpRequest, community) -> Issued:
        """Write it down, keep the receipt's code in this session, and count who would answer."""
        issued = operations.enter(
            actor=actor_of(request),
            community=community,
            kind=self.kind,
            channel=self.channel,
            data=data_of(self.details, self.kind),
            person=self.person,
            newcomer=self._newcomer(),
            agreed=self._agreed(),
            serial=self.serial,
            idempotency_key=self.key,
            at=request.at,
        )
        if issued.code:
            keep_code(request, issued.receipt, issued.code)
        count_answers(issued.entry, at=request.at)
        return issued

    def refuse(self, error: DomainError, *others: Form) -> None:
        """Show a refusal at the field it is about, wherever that is, or above what was said."""
        for form in (*others, self.newcomer, self.details, self.consent):
            if form is not None and error.field in form.fields:
                form.add_error(error.field, str(error))
                return
        self.details.add_error(None, str(error))

    def _newcomer(self) -> Newcomer | None:
        return Newcomer(**self.newcomer.cleaned_data) if self.newcomer else None

    def _agreed(self) -> list[Agreed]:
        how = self.consent.cleaned_data.get("how") or GivenHow.SPOKEN
        agreed = []
        if self.consent.is_asked:
            agreed.append(Agreed(kind=ConsentKind.PROXY_ENTRY, wording=wording(), how=how))
        if self.details.cleaned_data.get("confidence"):
            agreed.append(Agreed(kind=ConsentKind.SENSITIVE_DATA, wording=confidence_wording(), how=how))
        return agreed


def consent_form(values=None, *, person) -> ConsentForm:
    """Return the form for the consent; it asks for nothing where somebody has agreed before."""
    has_agreed = person is not None and people.has_consented(person=person, kind=ConsentKind.PROXY_ENTRY)
    return ConsentForm(values, is_asked=not has_agreed)


def read_into_slip(form: SlipForm, *, kind: str, community, at) -> SlipForm:
    """Return the slip with the chips that the engine reads out of its sentence."""
    sentence = form.cleaned_data["sentence"]
    reading = exchange_queries.reading_of(sentence=sentence, community=community, at=at)
    slip = SlipForm.from_reading(sentence=sentence, kind=kind, reading=reading, categories=taxonomy.categories())
    slip.fields["sentence"].label = form.fields["sentence"].label
    return slip


def count_answers(entry, *, at) -> None:
    """Keep how many would answer what was just posted, as for everybody's slips."""
    if entry.subject_id is None or entry.kind not in SLIPS:
        return
    actor = entry.entered_by
    if entry.kind == FormKind.NEED:
        need = exchange_queries.need_for(actor=actor, pk=entry.subject_id, at=at)
        found = exchange_queries.answers_to_need(need=need, at=at)
        exchange.count_answers(need_id=need.pk, count=len(found), at=at)
    else:
        offer = exchange_queries.offer_for(actor=actor, pk=entry.subject_id, at=at)
        met = exchange_queries.needs_for_offer(offer=offer, community=entry.community, at=at)
        exchange.note_answer(offer_id=offer.pk, need_ids=[answer.intent.pk for answer in met], at=at)


def keep_code(request: HttpRequest, receipt, code: str) -> None:
    """Keep a receipt's code in the session of whoever issued it, so that they can print it."""
    codes = {**request.session.get(CODES_KEY, {}), str(receipt.pk): code}
    request.session[CODES_KEY] = dict(list(codes.items())[-CODES_KEPT:])


def code_kept(request: HttpRequest, receipt) -> str:
    """Return the code of a receipt that was issued in this session, or an empty text."""
    return request.session.get(CODES_KEY, {}).get(str(receipt.pk), "") if receipt else ""
