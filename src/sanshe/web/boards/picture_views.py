"""Pictures, for whoever reads what they go with."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from sanshe.domain.boards import queries
from sanshe.kernel.pictures import MEDIA_TYPE
from sanshe.web.middleware import actor_of


@require_safe
def picture(request: HttpRequest, pk: UUID, is_small: bool = False) -> HttpResponse:
    """Send a picture; the reader's browser may keep it for a year, nobody between may."""
    found = queries.picture_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    sha256 = found.small_sha256 if is_small else found.sha256
    etag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        try:
            content = queries.picture_file(sha256=sha256).read_bytes()
        except FileNotFoundError as error:
            raise Http404 from error
        response = HttpResponse(content, content_type=MEDIA_TYPE)
        response["Content-Disposition"] = f'inline; filename="{sha256[:16]}.webp"'
        response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["ETag"] = etag
    return response
