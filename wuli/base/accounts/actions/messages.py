"""Messages that are shown instead of sent."""

from wuli.base.core.actions import Actor, action, require

from ..models import ScreenMessage
from ..permission import SEND_CODES
from ..phones import phone_index


@action("accounts.keep_on_screen")
def keep_on_screen(*, actor: Actor, phone: str, text: str) -> ScreenMessage:
    """Keep the newest message to `phone` for the screen; older ones to it go."""
    require(actor, SEND_CODES)
    ScreenMessage.objects.filter(phone_bidx=phone_index(phone)).delete()
    return ScreenMessage.objects.create(phone_bidx=phone_index(phone), text=text)
