"""What the views of accounts share."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address of the caller, behind as many proxies as WULI_PROXIES says."""
    return str(get_adapter(request).get_client_ip(request))
