"""What may be done here, and which roles hold it."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Capability

VIEW = Capability("campaigns.view", _("看任务与计划"), roles={"officer", "chair", "leader", "org_dept"})
GIVE = Capability("campaigns.give", _("交办任务"), roles={"officer", "chair"})
WORK = Capability("campaigns.work", _("承办任务"), roles={"officer", "chair"})
