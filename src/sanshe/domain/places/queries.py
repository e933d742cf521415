"""Every read of communities and landmarks."""

from sanshe.domain.places.models import Community, Landmark


def communities() -> list[Community]:
    """Return all communities in the order of their codes."""
    return list(Community.objects.all())


def community(*, code: str) -> Community | None:
    """Return the community with this 12-digit code."""
    return Community.objects.filter(code=code).first()


def landmarks(*, community: Community) -> list[Landmark]:
    """Return the spots that people in this community name."""
    return list(Landmark.objects.filter(community=community))
