"""Accounts that people have elsewhere and sign in with here."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from sanshe.domain.people.errors import AccountLinkedElsewhere
from sanshe.domain.people.models import Person
from sanshe.kernel import journal


def link_account(*, person: Person, provider: str, uid: str, at: datetime) -> None:
    """Let somebody sign in from now on with an account they have elsewhere; linking it twice changes nothing.

    Raises
    ------
    AccountLinkedElsewhere
        Somebody else here signs in with it.
    """
    try:
        with transaction.atomic():
            account, is_new = SocialAccount.objects.get_or_create(provider=provider, uid=uid, defaults={"user": person})
            if account.user_id != person.pk:
                raise AccountLinkedElsewhere
            if is_new:
                journal.record(
                    operation="people.link_account", subject=person, actor=person, at=at, detail={"provider": provider}
                )
    except IntegrityError as error:  # linked by somebody else at the same instant
        raise AccountLinkedElsewhere from error
