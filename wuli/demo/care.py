"""Strict care of the sample: a plan that only the two on its list know of, one check done, one late."""

from datetime import date, datetime, timedelta
from typing import Any

from wuli.base.accounts.actions import open_account
from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import grant_role
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Task

from .evidence import photo

INSPECTOR = "luming"
SECOND, SECOND_NAME = "gaoyan", "高岩"

# What is looked at, by whom (0: the lead), given and due so many days ago, and how far it is.
CHECKS = [
    ("经费报销抽查", 0, 38, 18, "accepted"),
    ("公务接待台账核对", 1, 30, 4, "late"),
    ("信访件办理流程自查", 0, 20, -16, "doing"),
    ("廉政谈话记录归档", 1, 6, -40, "open"),
]


def keep_strict(site: Any) -> None:
    """The plan, its list of two, its checks, and the door signed by both."""
    lead = User.objects.get(username=INSPECTOR)
    second = open_account(actor=SYSTEM, username=SECOND, name=SECOND_NAME, kind="officer", org=site.county)
    grant_role(actor=SYSTEM, user=second, role="discipline", org=site.county, since=site.today, reason="示例")
    plan = actions.draw_up_plan(
        actor=SYSTEM, org=site.county, kind="strict_care", title="规范提升年内部检查", lead=lead,
        starts_on=site.day(40), ends_on=site.day(-60), source_doc="示例文件，条文自拟",
        goal="经费、接待、信访、谈话四项各查一遍；问题当面说，限期改，改完归档。",
    )  # fmt: skip
    plan = actions.start_plan(actor=SYSTEM, plan=plan, at=site.moment(40))
    actions.name_for_plan(actor=SYSTEM, plan=plan, user=second, reason="检查组成员", at=site.at)
    actions.finish_stage(
        actor=SYSTEM, plan=plan, code="plan", words="四项检查，两人一组。", at=site.moment(39)
    )
    team = [lead, second]
    for title, who, given, due, fate in CHECKS:
        _check(site, plan, team[who], title, site.moment(given), site.day(due), fate)
    for user, purpose, ago in [(second, "核对接待台账", 5), (lead, "看检查进展", 2)]:
        actions.open_plan(actor=user, plan=plan, purpose=purpose, at=site.moment(ago))


def _check(site: Any, plan: Any, owner: User, title: str, given: datetime, due_on: date, fate: str) -> None:
    task = actions.give_task(
        actor=SYSTEM, org=site.county, title=title, due_on=due_on, owner=owner, plan=plan, at=given,
        detail="看原件，记下看到的，不合规的写明哪天改好。",
    )  # fmt: skip
    if fate == "doing":
        at = given + timedelta(days=9)
        actions.report_progress(
            actor=owner, task=task, words="看了十件，两件超过答复期限，已当面指出。", at=at
        )
    if fate == "accepted":
        at = given + timedelta(days=15)
        actions.add_task_paper(actor=owner, task=task, upload=photo("抽查记录.jpg"), caption="抽查记录")
        words = "抽了三十笔，票据齐全；两笔说明太简单，已补。"
        actions.hand_in_task(actor=owner, task=task, words=words, at=at)
        task = Task.objects.get(pk=task.pk)
        actions.accept_task(actor=SYSTEM, task=task, at=at + timedelta(days=2))
