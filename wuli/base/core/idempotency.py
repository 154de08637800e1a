"""A POST is done once: its Idempotency-Key keeps the answer, and a repeat gets the same one.

The key belongs to the caller. The same key with another request is refused; while the first call is
at work, a second one is told to wait. Answers are kept for a day.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .errors import Conflict, Invalid
from .models.tokens import KeptAnswer
from .problems import problem

HEADER = "Idempotency-Key"
NOT_KEPT = {401, 403, 408, 429}  # the same call may succeed later


class KeyMissing(Invalid):
    """A POST without its key could be done twice when the line breaks."""

    code = "core.idempotency_key_missing"
    message = _("缺请求头 Idempotency-Key。")
    cure = _("每次提交生成一个新的 UUID 放进请求头；重发同一次提交时用同一个。")


class KeyReused(Conflict):
    """The key was used for another request."""

    code = "core.idempotency_key_reused"
    message = _("这个 Idempotency-Key 已经用在另一次不同的提交上，这次没有办理。")
    cure = _("新的提交请用新的 UUID。")


class StillAtWork(Conflict):
    """The first call with this key has not been answered yet."""

    code = "core.idempotency_at_work"
    message = _("同一次提交还在办理。")
    cure = _("请稍候再查，或过几秒用同一个 Idempotency-Key 重发。")


def once(caller_of: Callable[[HttpRequest], Any]) -> Callable[..., Any]:
    """Decorator of API operations: a POST is done once for each caller and key."""

    def decorate(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(run)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = caller_of(request) if request.method == "POST" else None
            if user is None:  # reading, or a stranger whom the operation itself refuses
                return run(request, *args, **kwargs)
            key = request.headers.get(HEADER, "").strip()
            if not key or len(key) > 255 or not key.isprintable():
                return problem(request, KeyMissing(fields={HEADER: [KeyMissing.message]}))
            return _answer_once(user, key, request, lambda: run(request, *args, **kwargs))

        return answer

    return decorate


def _answer_once(user: Any, key: str, request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    digest = _digest(request)
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.create(user=user, key=key, request_digest=digest)
    except IntegrityError:
        return _repeat(request, KeptAnswer.objects.get(user=user, key=key), digest)
    try:
        response = run()
    except BaseException:
        kept.delete()
        raise
    if response.status_code >= 500 or response.status_code in NOT_KEPT or response.streaming:
        kept.delete()
        return response
    kept.status = response.status_code
    kept.content_type = response.headers.get("Content-Type", "")
    kept.body = response.content.decode()
    kept.save()
    return response


def _repeat(request: HttpRequest, kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.request_digest != digest:
        return problem(request, KeyReused())
    if kept.status is None:
        return problem(request, StillAtWork())
    response = HttpResponse(kept.body or "", status=kept.status, content_type=kept.content_type)
    response["Idempotent-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n{request.content_type}\n".encode())
    if request.content_type == "multipart/form-data":  # its boundary differs from call to call
        for name, values in sorted(request.POST.lists()):
            told.update(f"{name}={values}\n".encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                told.update(f"{name}\n".encode() + hashlib.sha256(file.read()).digest())
                file.seek(0)
    else:
        told.update(request.body)
    return told.hexdigest()
