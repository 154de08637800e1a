"""Single tasks of the sample, outside of plans: one in each state, so that the board has every column."""

from datetime import datetime, timedelta
from typing import Any

from wuli.base.accounts.models import User
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Task

from .evidence import photo

OUR_TOWN, OUR_OFFICER = "320922105", "liweidong"  # whose account the sign-in page names

# Town, what, given and due so many days ago, and what became of it.
ERRANDS = [
    ("320922105", "报送元旦春节送温暖走访名单", 5, -6, "open"),
    ("320922105", "核对户外劳动者驿站开放时间", 9, -3, "doing"),
    ("320922105", "补齐三家企业的集体合同扫描件", 20, 2, "returned"),
    ("320922106", "上报职工书屋图书更新数", 16, 3, "late"),
    ("320922107", "更新骑手驿站服务公示牌", 14, -4, "done"),
    ("320922109", "推荐一名一线职工讲师", 25, 8, "accepted"),
    ("320922110", "筹备片区职工趣味运动会", 22, -20, "dropped"),
]


def give_all(site: Any, county: User) -> None:
    """Give each errand and bring it to where it stands."""
    for code, title, given, due, fate in ERRANDS:
        at = site.moment(given, 15)
        owner = User.objects.get(username=OUR_OFFICER) if code == OUR_TOWN else None
        task = actions.give_task(
            actor=county, org=site.units[code], title=title, due_on=site.day(due), at=at,
            owner=owner, source_doc=f"滨工〔{site.today.year}〕21号",
        )  # fmt: skip
        _bring(task, county, at, fate)


def _bring(task: Task, county: User, at: datetime, fate: str) -> None:
    """Through the task's own steps, by whoever takes them."""
    owner = task.owner
    if fate == "doing":
        words = "走了五个站点，还剩两个。"
        actions.report_progress(actor=owner, task=task, words=words, at=at + timedelta(days=4))
    if fate in ("done", "returned", "accepted"):
        actions.add_task_paper(actor=owner, task=task, upload=photo("现场.jpg"), caption="现场照片")
        done = at + timedelta(days=10)
        actions.hand_in_task(actor=owner, task=task, words="办好了，照片附后。", at=done)
        task = Task.objects.get(pk=task.pk)
        if fate == "returned":
            words = "只有两家的，第三家也要。"
            actions.return_task(actor=county, task=task, words=words, at=done + timedelta(days=2))
        if fate == "accepted":
            actions.accept_task(actor=county, task=task, words="人选合适。", at=done + timedelta(days=2))
    if fate == "dropped":
        words = "和县里的运动会合并办。"
        actions.drop_task(actor=county, task=task, words=words, at=at + timedelta(days=6))
