"""The router that every noun adds its operations to."""

from wuli.base.core.api import Router

from ..supervision.api import router as supervision

router = Router()
router.add_router("", supervision)
