"""What every page needs to draw its shell."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for the shells: large type (适老) and the shell that the viewer uses."""
    return {"large_type": request.COOKIES.get("large") == "1"}
