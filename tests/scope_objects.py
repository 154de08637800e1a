"""What every address with an id is tried with: an object of the officer 陈's town, made by actions.

A route that names an object and is not here fails the scope matrix: add its builder. A builder gets the
ground (units and people of the town) and returns the arguments of the route.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from tests.exchange import world as exchange
from tests.people import Federation, client_for
from tests.targets import build as targets
from wuli.base.accounts.actions import ask_about_data
from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.files import store_file
from wuli.base.core.actions.tokens import issue_token
from wuli.base.core.models import AuditEntry, Job, Notice
from wuli.base.core.tests import build as core
from wuli.base.orgs.actions import FOUND
from wuli.base.orgs.intake.actions import start_check
from wuli.base.orgs.models import RoleGrant
from wuli.base.orgs.tests import build as orgs
from wuli.base.orgs.tests import sheets as unit_sheets
from wuli.base.people.actions import ask_transfer, tag_person
from wuli.base.people.models import Duplicate
from wuli.base.people.roster.actions import upload_roster
from wuli.base.people.tests import build as people
from wuli.base.people.tests import sheets
from wuli.mechanisms.figures.actions import propose_change, record_baseline
from wuli.mechanisms.figures.actions.reports import (
    begin_report,
    open_report,
    publish_report,
    submit_report,
)
from wuli.mechanisms.figures.actions.templates import write_template
from wuli.programmes.activities.actions import add_evidence
from wuli.programmes.activities.tests import build as activities
from wuli.programmes.campaigns.actions import GIVE
from wuli.programmes.campaigns.actions.supervision import open_supervision
from wuli.programmes.campaigns.actions.supervision_rules import make_rule
from wuli.programmes.campaigns.tests import build as campaigns
from wuli.programmes.campaigns.tests import task_sheets


@dataclass
class Ground:
    """Things of the officer's town, each made when first asked for."""

    federation: Federation
    officer: User
    neighbour: User

    @cached_property
    def org(self) -> Any:
        """A grassroots union of the town."""
        return self.federation.union

    @cached_property
    def baseline(self) -> Any:
        """A head-count of the union from outside."""
        return record_baseline(
            actor=SYSTEM, org=self.org, kind="new_form", total=9, from_on=date(2024, 1, 1), method="survey",
            told_by="测试",
        )  # fmt: skip

    @cached_property
    def employer(self) -> Any:
        """An employer of the union."""
        return orgs.employer(self.org, "藏锋精密机械有限公司")

    @cached_property
    def grant(self) -> Any:
        """The officer's own role."""
        return RoleGrant.objects.filter(user=self.officer).get()

    @cached_property
    def member(self) -> Any:
        """A member of the union."""
        return people.member(self.org, "慕容清荷")

    @cached_property
    def session(self) -> Any:
        """A lecture that was held with the member there."""
        return activities.held_lecture(self.org, self.member, title="秘传焊接一课")

    @cached_property
    def task(self) -> Any:
        """A task of the union, handed in with a photo."""
        return campaigns.handed_in(campaigns.task(self.org, self.officer, title="秘密摸底任务"))

    @cached_property
    def supervision(self) -> Any:
        """What the county asks the town about."""
        told = {"asked_by": self.federation.county, "org": self.federation.town, "asks": "秘传要求"}
        return open_supervision(actor=SYSTEM, title="秘传督办事项", at=timezone.now(), **told)

    @cached_property
    def supervision_rule(self) -> Any:
        """A rule by which the town watches its unions."""
        told = {"indicator": "activities.technology_lectures", "cause": "silent", "threshold": 30}
        told |= {"level": "children", "answer_hours": 8, "from_on": date(2026, 1, 1), "source": "秘传依据"}
        return make_rule(actor=SYSTEM, org=self.federation.town, **told)

    @cached_property
    def plan(self) -> Any:
        """A project of the town with a milestone."""
        plan = campaigns.plan(self.federation.town, self.officer, "project", title="秘密项目")
        return campaigns.with_milestone(plan)

    @cached_property
    def meeting(self) -> Any:
        """A meeting of a campaign of the town."""
        return campaigns.held_meeting(campaigns.plan(self.federation.town, self.officer, title="秘密行动"))

    @cached_property
    def draft(self) -> Any:
        """A version of a report of the town."""
        return campaigns.draft(campaigns.plan(self.federation.town, self.officer, "research", title="秘研"))

    @cached_property
    def access(self) -> Any:
        """A place on the list of a strict-care plan of the town."""
        return campaigns.strict(self.federation.town).access.first()

    @cached_property
    def rule(self) -> Any:
        """A rule of the town that the union adopted."""
        rule = campaigns.rule(self.federation.town, title="秘密制度")
        campaigns.adopted(rule, self.org)
        return rule

    @cached_property
    def duty_report(self) -> Any:
        """The duty report of the town's chair."""
        return campaigns.report(self.federation.town, self.officer)

    @cached_property
    def token(self) -> Any:
        """A token of the officer."""
        at, scopes = timezone.now(), ["core:read"]
        told = {"name": "陈的令牌", "scopes": scopes, "known_scopes": scopes, "days": 9, "at": at}
        return issue_token(actor=self.officer, **told)[0]

    @cached_property
    def device(self) -> Any:
        """A device on which the officer is signed in."""
        from allauth.usersessions.models import UserSession

        client_for(self.officer).get("/account/security/")
        return UserSession.objects.filter(user=self.officer).first()

    @cached_property
    def membership(self) -> Any:
        """The member's membership."""
        return people.membership(self.member)

    @cached_property
    def term(self) -> Any:
        """The term of the union's chair."""
        return people.chair(self.org, "司徒望舒")

    @cached_property
    def tag(self) -> Any:
        """A worker tag of the member."""
        told = {"tag": "migrant", "from_on": date(2024, 1, 1), "source": "名册"}
        return tag_person(actor=SYSTEM, person=self.member, **told)

    @cached_property
    def transfer(self) -> Any:
        """The member's transfer to another union of the town."""
        other = orgs.union(self.federation.town, "藏珠玩具厂工会")
        now = timezone.now()
        return ask_transfer(actor=SYSTEM, person=self.member, to_org=other, reason="换了单位", at=now)

    @cached_property
    def duplicate(self) -> Any:
        """Two persons of the union who look like one."""
        twin = people.person(self.org, "慕容清荷")
        return Duplicate.objects.create(left=self.member, right=twin, reason="同名")

    @cached_property
    def roster(self) -> Any:
        """An import of a roster, uploaded."""
        data = sheets.book(sheets.rows_of(3))
        told = {"file_name": "藏名册.xlsx", "data": data, "at": timezone.now()}
        return upload_roster(actor=self.officer, org=self.org, **told)

    @cached_property
    def units_sheet(self) -> Any:
        """A sheet of units that the officer sent."""
        told = {"upload": unit_sheets.book(unit_sheets.VILLAGE), "capability": FOUND}
        return store_file(actor=self.officer, **told)

    @cached_property
    def task_sheet(self) -> Any:
        """A sheet of tasks that the officer sent."""
        upload = task_sheets.book(task_sheets.row("秘密摸底任务", self.federation.town))
        return store_file(actor=self.officer, upload=upload, capability=GIVE)

    @cached_property
    def target(self) -> Any:
        """A target of the town, from the county, on a document that nobody else has."""
        told = {"set_by": self.federation.county, "document_title": "秘传目标责任书"}
        return targets.target(self.federation.town, 7, **told)

    @cached_property
    def proposal(self) -> Any:
        """What the town asked about its target."""
        told = {"value": Decimal(5), "reason": "秘传理由"}
        return propose_change(actor=SYSTEM, target=self.target, **told)

    @cached_property
    def large_sheet(self) -> Any:
        """A sheet of units that a job checks for the officer."""
        return start_check(actor=self.officer, file=self.units_sheet, at=timezone.now())

    @cached_property
    def report_template(self) -> Any:
        """A template of the union."""
        told = {"title": "藏模板", "kinds": [self.org.kind], "length": "year", "text": "# 藏题\n\n一段。\n"}
        return write_template(actor=SYSTEM, org=self.org, at=timezone.now(), **told)

    @cached_property
    def report(self) -> Any:
        """A published report of the union."""
        at, year = timezone.now(), str(timezone.localdate().year)
        told = {"org": self.org, "template": self.report_template, "period": year}
        begun = begin_report(actor=SYSTEM, at=at, title="藏报告", **told)
        return publish_report(actor=SYSTEM, report=submit_report(actor=SYSTEM, report=begun, at=at), at=at)

    @cached_property
    def report_link(self) -> Any:
        """A public link to it."""
        return open_report(actor=SYSTEM, report=self.report, days=9, at=timezone.now())

    @cached_property
    def told(self) -> Any:
        """What the town told a city, and a figure of it as it was taken in."""
        return exchange.told_and_taken_in(self.federation.town)

    @cached_property
    def publication(self) -> Any:
        """What the town told a city: checked and signed."""
        return self.told[0]

    @cached_property
    def received(self) -> Any:
        """A figure that came from another federation."""
        return self.told[1]

    @cached_property
    def peer(self) -> Any:
        """The federation that it came from."""
        return self.received.package.peer

    @cached_property
    def evidence(self) -> Any:
        """A photo of the lecture."""
        photo = core.upload(core.picture(), "藏照片.jpg")
        return add_evidence(actor=SYSTEM, session=self.session, upload=photo)

    @cached_property
    def notice(self) -> Any:
        """Something told to the officer."""
        return Notice.objects.create(user=self.officer, event="none", url="/")

    @cached_property
    def job(self) -> Any:
        """A job that the officer started."""
        return Job.objects.create(owner=self.officer, kind="people.roster_check")

    @cached_property
    def privacy_request(self) -> Any:
        """What the officer asked about their own data."""
        told = {"kind": "copy", "at": timezone.now()}
        return ask_about_data(actor=self.officer, user=self.officer, **told)

    @cached_property
    def audit_entry(self) -> Any:
        """What the audit keeps of the member's joining."""
        assert self.member
        return AuditEntry.objects.latest("number")

    @property
    def secrets(self) -> list[str]:
        """Words that a neighbour must never be shown."""
        names = [self.org.name, self.employer.name, self.member.name, self.session.title, self.token.name]
        names += [self.report_link.report.title, self.report_template.title]
        names += [self.task.title, str(self.task.pk)]
        names += [
            self.rule.title,
            self.duty_report.holder,
            self.task.title,
            str(self.task.pk),
            self.plan.title,
            str(self.plan.pk),
        ]
        names += [str(self.target.pk), str(self.proposal.pk), str(self.large_sheet.pk)]
        names += ["秘市总工会", "秘县总工会", str(self.publication.pk), str(self.received.pk)]
        return [*names, str(self.org.pk), str(self.member.pk), str(self.session.pk), str(self.employer.pk)]


Arguments = dict[str, Any]
Builder = Callable[[Ground], Arguments]


def pk(name: str, **more: Any) -> Builder:
    """The key of one of the ground's things, and what else the route takes."""
    return lambda ground: {"pk": getattr(ground, name).pk} | more


# Route name -> arguments; "app:*" holds for every route of the app that is not named itself.
OBJECTS: dict[str, Builder] = {
    "accounts:account": pk("officer"),
    "accounts:account-step": pk("officer", step="deactivate"),
    "accounts:privacy-ask-withdraw": pk("privacy_request"),
    "accounts:request-answer": pk("privacy_request"),
    "accounts:sign-out-device": pk("device"),
    "activities:*": pk("session"),
    "activities:evidence-remove": pk("evidence"),
    "api:activities_withdraw": lambda ground: {"pk": ground.session.attendances.first().pk},
    "api:activities_remove_evidence": pk("evidence"),
    "activities:withdraw": lambda ground: {"pk": ground.session.attendances.first().pk},
    "api:accounts_*": pk("officer"),
    "api:accounts_answer": pk("privacy_request"),
    "api:activities_*": pk("session"),
    "api:core_*": pk("token"),
    "api:orgs_*": pk("org"),
    "api:core_cancel": pk("job"),
    "api:core_get_job": pk("job"),
    "api:core_read_one": pk("notice"),
    "api:core_retry": pk("job"),
    "api:orgs_correct_employer": pk("employer"),
    "api:orgs_cancel_sheet": pk("large_sheet"),
    "api:orgs_check_sheet": pk("large_sheet"),
    "api:orgs_cover": pk("employer"),
    "api:orgs_found_sheet": pk("large_sheet"),
    "api:orgs_get_sheet": pk("large_sheet"),
    "api:orgs_list_sheet_rows": pk("large_sheet"),
    "api:orgs_uncover": pk("employer"),
    "api:orgs_revoke_grant": pk("grant"),
    "api:orgs_get_employer": pk("employer"),
    "api:people_*": pk("member"),
    "api:people_accept_row": pk("roster", rowno=1),
    "api:people_cancel": pk("roster"),
    "api:people_check": pk("roster"),
    "api:people_choose_sheet": pk("roster"),
    "api:people_end_tag": pk("tag"),
    "api:people_end_term": pk("term"),
    "api:people_enter": pk("roster"),
    "api:people_fill": pk("roster"),
    "api:people_fix_row": pk("roster", rowno=1),
    "api:people_get_roster": pk("roster"),
    "api:people_judge_again": pk("roster", rowno=1),
    "api:people_leave": pk("membership"),
    "api:people_leave_open": pk("roster", rowno=1),
    "api:people_list_rows": pk("roster"),
    "api:people_mend_row": pk("roster", rowno=1),
    "api:people_merge": pk("duplicate"),
    "api:people_reject": pk("duplicate"),
    "api:people_retire": pk("membership"),
    "api:people_skip_row": pk("roster", rowno=1),
    "api:people_undo": pk("roster"),
    "api:people_undo_merge": pk("duplicate"),
    "api:people_receive": pk("transfer"),
    "api:people_refuse": pk("transfer"),
    "api:people_release": pk("transfer"),
    "api:campaigns_*": pk("task"),
    "api:campaigns_accept_supervision": pk("supervision"),
    "api:campaigns_answer_supervision": pk("supervision"),
    "api:campaigns_get_supervision": pk("supervision"),
    "api:campaigns_list_supervision_steps": pk("supervision"),
    "api:campaigns_return_supervision": pk("supervision"),
    "api:campaigns_withdraw_supervision": pk("supervision"),
    "campaigns:supervision": pk("supervision"),
    "campaigns:supervision-rule": pk("supervision_rule"),
    "campaigns:supervision-rule-end": pk("supervision_rule"),
    "campaigns:supervision-rule-run": pk("supervision_rule"),
    "campaigns:supervision-step": pk("supervision", step="accept"),
    "api:campaigns_adopt_rule": pk("rule"),
    "api:campaigns_check_turn": lambda ground: {"pk": ground.rule.duties.first().turns.first().pk},
    "api:campaigns_do_turn": lambda ground: {"pk": ground.rule.duties.first().turns.first().pk},
    "api:campaigns_get_report": pk("duty_report"),
    "api:campaigns_get_rule": pk("rule"),
    "api:campaigns_return_report": pk("duty_report"),
    "api:campaigns_score_report": pk("duty_report"),
    "api:campaigns_submit_report": pk("duty_report"),
    "api:campaigns_write_report": pk("duty_report"),
    "api:campaigns_close_plan": pk("plan"),
    "api:campaigns_finish_stage": pk("plan"),
    "api:campaigns_get_plan": pk("plan"),
    "api:campaigns_list_milestones": pk("plan"),
    "api:campaigns_list_stages": pk("plan"),
    "api:campaigns_list_units": pk("plan"),
    "api:campaigns_split_plan": pk("plan"),
    "api:campaigns_start_plan": pk("plan"),
    "campaigns:*": pk("task"),
    "campaigns:access-end": pk("access"),
    "campaigns:draft-judge": pk("draft", verdict="pass"),
    "campaigns:meeting": pk("meeting"),
    "campaigns:meeting-cancel": pk("meeting"),
    "campaigns:meeting-decide": pk("meeting"),
    "campaigns:meeting-hold": pk("meeting"),
    "campaigns:meeting-paper": pk("meeting"),
    "campaigns:milestone-reach": lambda ground: {"pk": ground.plan.milestones.first().pk},
    "campaigns:plan": pk("plan"),
    "campaigns:plan-correct": pk("plan"),
    "campaigns:plan-open": pk("plan"),
    "campaigns:plan-step": pk("plan", step="paper"),
    "campaigns:report": pk("duty_report"),
    "campaigns:report-step": pk("duty_report", step="write"),
    "campaigns:rule": pk("rule"),
    "campaigns:rule-step": pk("rule", step="adopt"),
    "campaigns:turn": lambda ground: {"pk": ground.rule.duties.first().turns.first().pk},
    "campaigns:turn-paper": lambda ground: {"pk": ground.rule.duties.first().turns.first().pk},
    "campaigns:turn-step": lambda ground: {"pk": ground.rule.duties.first().turns.first().pk, "step": "do"},
    "campaigns:task-import-check": pk("task_sheet"),
    "campaigns:task-import-faults": pk("task_sheet"),
    "campaigns:task-step": pk("task", step="accept"),
    "core:audit-entry": pk("audit_entry"),
    "core:audit-record": pk("member", label="people.Person"),
    "core:file": lambda ground: {"pk": ground.evidence.file.pk},
    "core:file-small": lambda ground: {"pk": ground.evidence.file.pk},
    "core:job": pk("job"),
    "core:job-cancel": pk("job"),
    "core:job-file": pk("job"),
    "core:job-progress": pk("job"),
    "core:job-retry": pk("job"),
    "core:token-revoke": pk("token"),
    "api:figures_*": lambda ground: {"org": ground.org.pk, "code": "people.members"},
    "api:figures_answer_proposal": pk("proposal"),
    "api:figures_get_report": pk("report"),
    "api:figures_list_report_figures": pk("report"),
    "api:figures_step_report": pk("report", step="submit"),
    "api:figures_write_report": pk("report"),
    "api:figures_begin_target": pk("target"),
    "api:figures_get_target": pk("target"),
    "api:figures_list_progress": lambda ground: {"org": ground.org.pk},
    "api:figures_list_proposals": pk("target"),
    "api:figures_propose_change": pk("target"),
    "api:figures_revise_target": pk("target"),
    "api:figures_split_target": pk("target"),
    "api:figures_withdraw_target": pk("target"),
    "figures:proposal-answer": pk("proposal"),
    "figures:proposal-take-back": pk("proposal"),
    "api:figures_list_received": lambda ground: {"pk": ground.received.package_id},
    "api:figures_get_package": pk("publication"),
    "figures:incoming": lambda ground: {"pk": ground.received.package_id},
    "figures:incoming-receipt": lambda ground: {"pk": ground.received.package_id},
    "figures:received": pk("received"),
    "figures:peer": pk("peer"),
    "figures:peer-address": pk("peer"),
    "figures:peer-end": pk("peer"),
    "figures:peer-key-add": pk("peer"),
    "figures:peer-key-retire": lambda ground: {"pk": ground.peer.keys.get().pk},
    "figures:publication": pk("publication"),
    "figures:publication-answer": pk("publication"),
    "figures:publication-file": pk("publication"),
    "figures:publication-receipt": pk("publication"),
    "figures:publication-step": pk("publication"),
    "figures:publish": lambda ground: {"pk": ground.publication.peer_id},
    "figures:target": pk("target"),
    "figures:target-begin": pk("target"),
    "figures:target-change": pk("target"),
    "figures:target-gap": pk("target"),
    "figures:target-propose": pk("target"),
    "figures:target-split": pk("target"),
    "figures:target-split-sheet": pk("target"),
    "figures:target-split-template": pk("target"),
    "figures:target-withdraw": pk("target"),
    "figures:figure": lambda ground: {"org": ground.org.pk, "code": "people.members"},
    "figures:figure-week": lambda ground: {"org": ground.org.pk, "code": "people.members"},
    "figures:figure-rows": lambda ground: {"org": ground.org.pk, "code": "people.members"},
    "figures:report": pk("report"),
    "figures:report-code": lambda ground: {"code": ground.report.short_code},
    "figures:report-edit": pk("report"),
    "figures:report-explain": pk("report"),
    "figures:report-figures": pk("report"),
    "figures:report-file": pk("report", form="docx"),
    "figures:report-link-close": pk("report_link"),
    "figures:report-link-make": pk("report"),
    "figures:report-step": pk("report", step="submit"),
    "figures:report-template": pk("report_template"),
    "figures:report-template-copy": pk("report_template"),
    "figures:report-template-edit": pk("report_template"),
    "figures:report-template-retire": pk("report_template"),
    "orgs:*": pk("org"),
    "orgs:change": pk("org", code="rename"),
    "orgs:employer": pk("employer"),
    "orgs:employer-correct": pk("employer"),
    "orgs:employer-cover": pk("employer"),
    "orgs:employer-uncover": pk("employer"),
    "figures:baseline": pk("baseline"),
    "api:figures_take_baseline_back": pk("baseline"),
    "orgs:grant-revoke": pk("grant"),
    "orgs:import-check": pk("units_sheet"),
    "orgs:import-faults": pk("units_sheet"),
    "orgs:sheet": pk("large_sheet"),
    "orgs:sheet-faults": pk("large_sheet"),
    "orgs:sheet-progress": pk("large_sheet"),
    "orgs:sheet-step": pk("large_sheet", step="check"),
    "people:*": pk("member"),
    "people:duplicate": pk("duplicate"),
    "people:duplicate-merge": pk("duplicate"),
    "people:duplicate-reject": pk("duplicate"),
    "people:duplicate-undo": pk("duplicate"),
    "people:leave": pk("membership"),
    "people:my-transfer-answer": pk("transfer"),
    "people:my-transfer-detail": pk("transfer"),
    "people:retire": pk("membership"),
    "people:reveal": pk("member", field="id_number"),
    "people:roster": pk("roster"),
    "people:roster-map": pk("roster"),
    "people:roster-progress": pk("roster"),
    "people:roster-reasons": pk("roster"),
    "people:roster-row": pk("roster", rowno=1),
    "people:roster-row-step": pk("roster", rowno=1, step="skip"),
    "people:roster-sheet": pk("roster"),
    "people:roster-step": pk("roster", step="check"),
    "people:tag-end": pk("tag"),
    "people:term-add": pk("org"),
    "people:term-end": pk("term"),
    "people:transfer": pk("transfer"),
    "people:transfer-step": pk("transfer", step="release"),
    "portal:notice": pk("notice"),
}

# Routes whose argument names nothing of anybody's: texts for all, style sheets, words of a language.
PUBLIC = {
    "api:core_set_rule_here": "a rule's code; the unit is asked for in the body",
    "api:core_remove_day": "the calendar is the federation's; the capability is asked",
    "api:core_get_rule": "rules in force are public in the federation",
    "accounts:consent-text": "the wording of a consent, for everybody",
    "accounts:current-text": "the wording of a consent, for everybody",
    "accounts:text-publish": "a text is the federation's; the capability is asked",
    "accounts:consent-give": "the wording of a consent, for everybody",
    "accounts:consent-withdraw": "the wording of a consent; what is withdrawn is one's own",
    "campaigns:plan-new": "a kind of plan; the unit and the capability are asked when it is drawn up",
    "core:day-clear": "the calendar is the federation's; the capability is asked",
    "core:day-edit": "the calendar is the federation's; the capability is asked",
    "core:rule": "rules in force are public in the federation",
    "core:rule-set": "rules are the federation's; the capability is asked",
    "core:stylesheet": "a style sheet",
    "figures:report-open": "a public link: whoever has it may read; it holds nothing but public figures",
    "mfa_remove_webauthn": "allauth looks among the caller's own keys only",
    "mfa_edit_webauthn": "allauth looks among the caller's own keys only",
}

# What a list may tell of other towns, and why.
TOLD_TO_ALL = {
    "people:pick-union": "whoever asks for a transfer must be able to name the union it leads to",
}
