"""Health addresses: is the process up, can it work, and do alerts leave."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.notifications.selectors import alert_problems


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of anybody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 if the database answers; 503 if it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return JsonResponse({"ready": False, "problems": ["database"]}, status=503)
    return JsonResponse({"ready": True})


@login_not_required
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """200 only if relay and reconciler are alive and nothing was found wrong. No counts: it is public."""
    try:
        problems = alert_problems(clock.now())
    except DatabaseError:
        problems = ["database"]
    return JsonResponse({"well": not problems, "problems": problems}, status=503 if problems else 200)
