"""Plans, tasks, rules and duty reports of the sample: some done, some late, nothing a stored total."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from wuli.base.accounts.actions import open_account
from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.numbering import set_word
from wuli.base.orgs.actions import grant_role
from wuli.base.people.models import PostTerm
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import DutyReport, Plan, RuleDoc, Task, Turn

from .care import keep_strict
from .errands import give_all
from .evidence import photo, report
from .lectures import ZONE
from .plan import TOWNS

LED_BY, JUDGED_BY = "zhouhaiyan", "wangzhiming"
RIDERS_TOWN = "320922107"  # where the riders' union has its members
REPORTING = list(TOWNS)[:5]  # scored, submitted, being written, returned, filed
GRANTED_FOR = 130  # days back from which the towns' chairs hold their role

# Title, what is done, cycle, workdays after it. The source names the first four; all texts are made up.
RULES = [
    ("主席联系职工制度", "走访联系的职工和企业，记下诉求", "month", 5),
    ("争议化解制度", "排查劳动争议苗头，能调的当场调", "month", 5),
    ("帮扶困难职工制度", "走访建档困难职工，核对情况", "quarter", 10),
    ("履职情况汇报制度", "向上级工会报送履职情况", "half", 10),
    ("职工诉求限时办结制度", "核对诉求台账，逾期的说明原因", "month", 5),
    ("安全生产检查制度", "参加一次班组安全检查", "month", 8),
    ("工会经费公开制度", "张榜公开经费收支", "quarter", 10),
    ("职工代表大会制度", "召开职工代表大会", "year", 20),
    ("会员实名动态管理制度", "核对会员进出，更新名册", "quarter", 10),
    ("信息报送制度", "报送一条工作信息", "month", 5),
]
BUREAUS = ["县人社局", "县工信局", "县教育局", "县科技局", "县财政局"]
DECISIONS = [
    ("出台企业职工技能提升补贴操作办法", 0, 21, "accepted"),
    ("摸清规模企业技能人才底数，分行业建册", 1, 28, "done"),
    ("职业学校和十家企业签订现代学徒协议", 2, 35, "late"),
    ("把技能人才评价纳入企业科技项目评审", 3, 90, "open"),
]
PROJECTS = [
    ("320922107", "骑手联合工会一站多能", "一个站点同时办入会、维权、普惠和技能培训。", (27, 36, 26), "mid"),
    ("320922105", "小微企业微协商工作法", "一事一议，当场记录，三天内答复。", (25, 33, 27), "build"),
    ("320922111", "村企联建工会小组", "村里管场所，企业管经费，小组管活动。", (26, 34, 28), "spread"),
]


def run_all(site: Any) -> Iterator[float]:
    """Open the chairs' accounts, run the plans, put rules into force, write the reports."""
    _chairs(site)
    yield 0.2
    lead = User.objects.get(username=LED_BY)
    _campaign(site, lead)
    _conference(site, lead)
    yield 0.4
    _five_years(site, lead)
    _projects(site)
    _research(site, lead)
    keep_strict(site)
    give_all(site, lead)
    yield 0.5
    _rules(site)
    yield 0.8
    recompute_all(site.today)
    _reports(site, lead)
    yield 1.0


def _chairs(site: Any) -> None:
    """Every town's chair gets an account, so that each town has somebody who answers."""
    since = site.today - timedelta(days=GRANTED_FOR)
    towns = {code: site.units[code] for code in TOWNS}
    terms = PostTerm.objects.filter(org__in=towns.values(), title="chair", valid__contains=site.today)
    names = dict(terms.values_list("org", "person__name"))
    for code, town in towns.items():
        user = open_account(
            actor=SYSTEM, username=f"zhuxi{code[-3:]}", name=names[town.pk], kind="officer",
            org=town,
        )  # fmt: skip
        grant_role(actor=SYSTEM, user=user, role="chair", org=town, since=since, reason="示例")


def _plan(site: Any, org: Any, kind: str, title: str, lead: User, ago: int, ahead: int, **facts: Any) -> Plan:
    plan = actions.draw_up_plan(
        actor=SYSTEM, org=org, kind=kind, title=title, lead=lead, starts_on=site.today - timedelta(days=ago),
        ends_on=site.today + timedelta(days=ahead), **facts,
    )  # fmt: skip
    return actions.start_plan(actor=SYSTEM, plan=plan, at=site.moment(ago))


def _finish(site: Any, plan: Plan, *codes: str, ago: int = 0) -> None:
    for code in codes:
        actions.finish_stage(actor=SYSTEM, plan=plan, code=code, words="", at=site.moment(ago))


def _campaign(site: Any, lead: User) -> None:
    """New-form workers join: kick-off, a head count for each of the 17 towns, weekly progress, one check."""
    plan = _plan(
        site, site.county, "campaign", "新就业形态劳动者入会百日行动", lead, 60, 40,
        goal="外卖、快递、货车、网约车等八大群体应入尽入。", source_doc="滨工〔2026〕12号",
        indicator="people.members_new_form", wanted=Decimal(2600),
    )  # fmt: skip
    at = site.moment(58)
    meeting = actions.call_meeting(
        actor=SYSTEM, plan=plan, title="新业态入会动员会", starts_at=at, place="县总工会三楼会议室",
        agenda="一、通报底数\n二、分解任务\n三、镇和行业工会表态",
    )  # fmt: skip
    actions.hold_meeting(
        actor=SYSTEM, meeting=meeting, at=at + timedelta(hours=2), chaired_by="王志明",
        attended="17 个镇（街道、园区）工会主席，快递物流行业工会",
        minutes="会议通报了全县新业态劳动者底数，把入会任务分解到 17 个镇（街道、园区），每周通报一次进展。",
    )  # fmt: skip
    _finish(site, plan, "kick_off", ago=57)
    parts = [
        (site.units[code], Decimal(720 if code == RIDERS_TOWN else 96 + 8 * (n % 5)))
        for n, code in enumerate(TOWNS)
    ]
    tasks = actions.split_plan(
        actor=SYSTEM, plan=plan, parts=parts, title="发展新业态会员", due_on=plan.ends_on,
        at=site.moment(56), detail="进站点、上平台、扫码入会，逐人核对。",
    )  # fmt: skip
    _finish(site, plan, "split", ago=56)
    for n, task in enumerate(tasks):
        if n % 6 == 5:
            continue  # this town has said nothing yet
        for ago in (30, 3 if n % 4 else 12):
            words = f"走访 {3 + n % 4} 个站点，登记 {8 + n % 7} 人。"
            actions.report_progress(actor=task.owner, task=task, words=words, at=site.moment(ago))
    words = "抽查两个站点，登记表齐全，有三人重复登记，已更正。"
    actions.check_task(actor=lead, task=tasks[0], words=words, at=site.moment(10))


def _conference(site: Any, lead: User) -> None:
    """The joint conference on workforce reform: two meetings, four decisions, one of them late."""
    plan = _plan(site, site.county, "joint_conference", "产业工人队伍建设改革联席会议", lead, 100, 200)
    bureaus = [
        actions.name_bureau(actor=SYSTEM, plan=plan, name=name, contact=f"{name[1:3]}联络员")
        for name in BUREAUS
    ]
    _finish(site, plan, "set_up", ago=95)
    held = site.moment(60)
    meeting = actions.call_meeting(
        actor=SYSTEM, plan=plan, title="产改联席会议第一次会议", starts_at=held, place="县政府二号会议室",
        agenda="一、议技能提升\n二、议人才评价\n三、定年内任务",
    )  # fmt: skip
    actions.hold_meeting(
        actor=SYSTEM, meeting=meeting, at=held + timedelta(hours=2), chaired_by="王志明",
        minutes="会议议定四件事，逐件明确成员单位和期限。",
        seats={bureau.pk: "分管负责人" for bureau in bureaus[:4]},
    )  # fmt: skip
    for words, place, days, fate in DECISIONS:
        task = actions.note_decision(
            actor=lead, meeting=meeting, words=words, bureau=bureaus[place],
            due_on=held.date() + timedelta(days=days), at=held,
        )  # fmt: skip
        if fate in ("accepted", "done"):
            actions.add_task_paper(actor=lead, task=task, upload=photo("印发件.jpg"), caption="印发件")
            at = site.moment(60 - days + 2)
            actions.hand_in_task(actor=lead, task=task, words="已经印发，发到各企业。", at=at)
        if fate == "accepted":
            actions.accept_task(actor=SYSTEM, task=Task.objects.get(pk=task.pk), at=site.moment(30))
    actions.call_meeting(
        actor=SYSTEM, plan=plan, title="产改联席会议第二次会议", starts_at=site.moment(-6),
        place="县政府二号会议室", agenda="一、通报任务进展\n二、议学徒协议\n三、定下一步",
    )  # fmt: skip


def _five_years(site: Any, lead: User) -> None:
    """Lectures for five years, so many a year: what is done is read from the lectures held."""
    year = site.today.year
    plan = actions.draw_up_plan(
        actor=SYSTEM, org=site.county, kind="five_year", title="滨海工匠五年培育规划", lead=lead,
        starts_on=date(year - 1, 1, 1), ends_on=date(year + 3, 12, 31),
        goal="每年办好实用科技讲座，五年覆盖全部镇和园区。", source_doc="滨工〔2025〕3号",
    )  # fmt: skip
    actions.start_plan(actor=SYSTEM, plan=plan, at=datetime(year - 1, 1, 10, 9, tzinfo=ZONE))
    for n, wanted in enumerate([40, 45, 50, 55, 60]):
        each = year - 1 + n
        made = actions.add_milestone(
            actor=SYSTEM, plan=plan, title=f"{each} 年讲座场次", due_on=date(each, 12, 31),
            since=date(each, 1, 1), indicator="activities.technology_lectures", wanted=Decimal(wanted),
        )  # fmt: skip
        if n == 0:
            at = datetime(year, 1, 6, 9, tzinfo=ZONE)
            actions.reach_milestone(actor=SYSTEM, milestone=made, words="差两场，列入今年补上。", at=at)
    _finish(site, plan, "set", ago=40)
    _part(site, plan, "排出明年讲座的场次和地点", 12, -24)


def _part(site: Any, plan: Plan, title: str, given: int, late: int) -> None:
    """One task of a plan for the unit that runs it, begun; due so many days ago."""
    task = actions.give_task(
        actor=SYSTEM, org=plan.org, owner=plan.lead, plan=plan, title=title, at=site.moment(given),
        due_on=site.today - timedelta(days=late),
    )  # fmt: skip
    actions.start_task(actor=plan.lead, task=task, at=site.moment(given - 2))


def _projects(site: Any) -> None:
    """Three key projects, judged by two people each time: one being built, one past its mid evaluation, one
    judged to its end and ready to be spread."""
    judges = [User.objects.get(username=name) for name in (LED_BY, JUDGED_BY)]
    for code, title, goal, points, at in PROJECTS:
        lead = User.objects.get(username=f"zhuxi{code[-3:]}")
        plan = _plan(site, site.units[code], "project", title, lead, 120, 150, goal=goal)
        _finish(site, plan, "apply", ago=115)
        _judge(site, plan, judges, "select", points, 110)
        _finish(site, plan, "select", ago=108)
        due_on = site.today - timedelta(days=-20 if at == "build" else 40)
        first = actions.add_milestone(actor=SYSTEM, plan=plan, title="建成第一个示范点", due_on=due_on)
        _part(site, plan, "写出一页纸的做法说明", 90, 30 if at == "build" else -60)
        if at == "build":
            continue
        if at == "spread":
            words = "示范点在园区职工之家，九月开放。"
            actions.reach_milestone(actor=SYSTEM, milestone=first, words=words, at=site.moment(45))
        _finish(site, plan, "build", ago=38)
        _judge(site, plan, judges, "mid", points, 30)
        if at == "spread":
            _finish(site, plan, "mid", ago=28)
            _judge(site, plan, judges, "final", tuple(each + 2 for each in points), 8)
            _finish(site, plan, "final", ago=6)


def _judge(site: Any, plan: Plan, judges: list[User], stage: str, points: tuple[int, ...], ago: int) -> None:
    for n, judge in enumerate(judges):
        given = {each.code: most - 2 * n for each, most in zip(plan.declared.criteria, points, strict=True)}
        told = {"words": "做法实，能学。" if n else "思路新，台账清楚。", "at": site.moment(ago)}
        actions.evaluate_plan(actor=judge, plan=plan, stage=stage, points=given, **told)


def _research(site: Any, lead: User) -> None:
    """Research whose first report was returned and whose second waits to be judged."""
    plan = _plan(
        site, site.county, "research", "产业工人权益保障立法调研", lead, 45, 60,
        goal="走访六个镇、二十家企业，给县人大提一份建议。",
    )  # fmt: skip
    _finish(site, plan, "plan", ago=40)
    _part(site, plan, "补访八家小微企业", 9, -5)
    _finish(site, plan, "field", ago=16)
    judge = User.objects.get(username=JUDGED_BY)
    title, lines = "产业工人权益保障立法调研报告", ["一、基本情况", "二、主要问题", "三、立法建议"]
    upload = report("调研报告第一稿.docx", title, *lines)
    words = "走访六个镇，问卷四百二十份。"
    draft = actions.submit_draft(actor=lead, plan=plan, upload=upload, words=words, at=site.moment(12))
    words = "问题写清楚了，建议还要对上条文；补上小微企业的样本。"
    actions.judge_draft(actor=judge, draft=draft, passed=False, words=words, at=site.moment(9))
    upload = report("调研报告第二稿.docx", title, *lines, "四、小微企业样本")
    words = "建议逐条对上条文，补了八家小微企业。"
    actions.submit_draft(actor=lead, plan=plan, upload=upload, words=words, at=site.moment(3))


def _rules(site: Any) -> None:
    """Ten rules in force; each town lives by seven of them, and a few duties are late."""
    set_word(actor=SYSTEM, org=site.county, series="campaigns.rule", word="滨工")
    begin = site.today - timedelta(days=100)
    made = [_rule(site, n, begin, *told) for n, told in enumerate(RULES)]
    for place, code in enumerate(TOWNS):
        for rule in [*made[:4], made[4 + place % 6], made[4 + (place + 1) % 6], made[4 + (place + 2) % 6]]:
            actions.adopt_rule(actor=SYSTEM, rule=rule, org=site.units[code], on=begin, at=site.at)
    past = Turn.objects.filter(due_on__lt=site.today).select_related("duty", "org").order_by("due_on", "pk")
    chairs = {user.home_org: user for user in User.objects.filter(username__startswith="zhuxi")}
    for n, turn in enumerate(past):
        if n % 9 != 4:
            on = turn.due_on - timedelta(days=1) if n % 7 else turn.due_on + timedelta(days=2)
            at = datetime.combine(min(on, site.today), time(16), ZONE)
            words = f"{turn.duty.title}，办了 {2 + n % 5} 件。"
            turn = actions.do_turn(actor=chairs[turn.org_id], turn=turn, words=words, at=at)
            _checked(n, turn)


def _checked(n: int, turn: Turn) -> None:
    """Some of what was done was checked from above; now and then it went back."""
    county = User.objects.get(username=LED_BY)
    if n % 11 == 0:
        actions.check_turn(actor=county, turn=turn, passed=False, words="只写了件数，写明哪几家。")
    elif n % 2:
        actions.check_turn(actor=county, turn=turn, passed=True)


def _rule(site: Any, n: int, begin: date, title: str, duty: str, cycle: str, within: int) -> RuleDoc:
    named = "滨海县总工会十项制度之一（名称见报道，条文为示例）"
    rule = actions.draft_rule(
        actor=SYSTEM, org=site.county, title=title, scope="县总工会，各镇（街道、园区）总工会", sample=True,
        body=f"一、{duty}。\n二、做了留佐证，按期报送。\n三、上级工会核对，逾期通报。",
        source=named if n < 4 else "示例制度，条文自拟",
    )  # fmt: skip
    actions.add_duty(actor=SYSTEM, rule=rule, title=duty, cycle=cycle, within=within, needs_paper=False)
    return actions.issue_rule(actor=SYSTEM, rule=rule, effective_from=begin, at=site.at)


def _reports(site: Any, lead: User) -> None:
    """Duty reports of five chairs for the first half-year, each in another state."""
    when = TimeRange.half(date(site.today.year, 1, 1))
    for n, code in enumerate(REPORTING):
        chair = User.objects.get(username=f"zhuxi{code[-3:]}")
        made = actions.begin_report(
            actor=chair, org=site.units[code], post="chair", holder=chair.name, when=when, at=site.at
        )
        if n == 2:
            continue
        actions.write_report(
            actor=chair, report=made, seen_version=1,
            done="走访联系企业三十六家，帮职工解决实际问题二十一件；办好科技讲座，推动小微企业建会。",
            problems="新业态站点分散，入会后服务跟得不够紧。",
            next_steps="每个站点定一名联络员，每周碰一次。",
        )  # fmt: skip
        made = actions.submit_report(actor=chair, report=DutyReport.objects.get(pk=made.pk), at=site.at)
        if n in (0, 4):
            made = actions.score_report(
                actor=lead, report=made, score=Decimal("92.5") - n, at=site.at,
                feedback="联系企业扎实，入会进度还要再快一点。",
            )  # fmt: skip
        if n == 3:
            words = "写明二十一件是哪些事、各由谁办成。"
            actions.return_report(actor=lead, report=made, feedback=words, at=site.at)
        if n == 4:
            actions.archive_report(actor=lead, report=made)
