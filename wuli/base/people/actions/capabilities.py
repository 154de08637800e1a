"""What may be done to persons, and which roles may do it."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Capability

VIEW = Capability("people.view", _("看会员名册"), roles={"officer", "chair", "org_dept"})
REGISTER = Capability("people.register", _("登记人员"), roles={"officer", "chair"})
ADMIT = Capability("people.admit", _("办入会、退会、退休"), roles={"officer", "chair"})
CORRECT = Capability("people.correct", _("更正人员资料"), roles={"officer", "chair"})
TAG = Capability("people.tag", _("打职工标签"), roles={"officer", "chair"})
APPOINT = Capability("people.appoint", _("登记职务和任期"), roles={"officer", "chair", "org_dept"})
TRANSFER = Capability("people.transfer", _("办转会"), roles={"officer", "chair"})
MERGE = Capability("people.merge", _("合并重复人员"), roles={"officer", "org_dept"})
REVEAL = Capability(
    "people.reveal", _("查看证件号、手机号和账号原文"), roles={"officer", "chair"}, sensitive=True
)
EXPORT = Capability("people.export", _("导出会员名册"), roles={"officer", "chair", "org_dept"})
USE_CODE = Capability("people.use_code", _("验会员码"), roles={"officer", "chair"})
VIEW_HARDSHIP = Capability("people.view_hardship", _("看困难职工标签"), roles={"officer"}, sensitive=True)

OF_PERSON = {"correct": CORRECT, "reveal": REVEAL, "tag": TAG, "admit": ADMIT, "transfer": TRANSFER}
