"""What may be done to persons, and which roles may do it."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Capability, own_steps

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

own_steps(
    {
        "people.correct": _("更正自己的资料"),
        "people.ask_transfer": _("申请转会"),
        "people.agree_to_transfer": _("同意转会"),
        "people.refuse_transfer": _("不同意转会"),
        "people.withdraw_transfer": _("撤回转会申请"),
        "people.show_code": _("出示会员码"),
        "people.stop_code": _("停用自己的会员码"),
        "people.allow_code": _("恢复自己的会员码"),
    }
)
