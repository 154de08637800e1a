"""What every page needs to draw itself, whoever looks at it."""

from typing import Any

from django.http import HttpRequest

SCRIPTS = [
    f"core/js/{name}.js" for name in ("htmx", "once", "rows", "find", "pick", "details", "trail", "print")
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Whether the viewer asked for large type 适老 or the whole-screen wall."""
    return {
        "large_type": request.COOKIES.get("large") == "1",
        "wall": request.GET.get("wall") == "1",
        "scripts": SCRIPTS,
        "path_and_query": request.get_full_path(),
    }
