"""What can be refused about units, employers and grants: one class, one state of the world, one cure."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict, Invalid, RuleBroken


class WrongKindUnder(RuleBroken):
    """A unit of this kind does not stand under one of that kind."""

    code = "orgs.wrong_kind_under"
    message = _("%(kind)s不能放在%(parent_kind)s（%(parent)s）下面。")
    cure = _("请换一个上级，或改组织类型。可以放在：%(allowed)s。")


class NothingAbove(WrongKindUnder):
    """A unit of this kind stands under no other on this line."""

    cure = _("这一类在这条线上没有上级。请改组织类型。")


class WrongForm(RuleBroken):
    """The form does not go with the kind."""

    code = "orgs.wrong_form"
    message = _("%(kind)s的组织形式不能是“%(form)s”。")
    cure = _("可以选：%(allowed)s。")


class NotYetFounded(RuleBroken):
    """A place begins before one of the two units existed."""

    code = "orgs.not_yet_founded"
    message = _("%(name)s %(founded_on)s才成立，%(on)s还没有它。")
    cure = _("请把日期改到%(founded_on)s或以后。")


class UpperNotYetFounded(NotYetFounded):
    """A unit that is entered stood elsewhere before its present upper one was there."""

    cure = _("请把日期改到%(founded_on)s或以后；早年归别处管的，另填“从哪天起归它管”。")


class AlreadyClosed(Conflict):
    """The unit is no more."""

    code = "orgs.already_closed"
    message = _("%(name)s已在%(closed_on)s撤销。")
    cure = _("如果是登记错了，请先在它的页面上“恢复”。")


class ClosedMeanwhile(AlreadyClosed):
    """Somebody else closed the unit while the page was open."""

    message = _("%(name)s已经由%(who)s在%(at)s撤销，从%(closed_on)s起就没有这家了。")


class InFuture(RuleBroken):
    """A change of the tree is entered on the day it holds, not before."""

    code = "orgs.in_future"
    message = _("日期%(on)s还没到，组织的变动到当天才能登记。")
    cure = _("请填今天或以前的日期。")


class TooLongAgo(RuleBroken):
    """A year before there were unions in the county is a slip of the pen."""

    code = "orgs.too_long_ago"
    message = _("日期%(on)s太早，像是写错了年份。")
    cure = _("请核对年份，最早可填%(earliest)s。")


class Circle(RuleBroken):
    """The new upper unit stands below the unit itself."""

    code = "orgs.circle"
    message = _("%(parent)s在%(name)s下面，不能反过来做它的上级。")
    cure = _("请选一个不在它下面的单位；要对调的，先把%(parent)s移出来。")


class CircleAmong(RuleBroken):
    """New units name each other as their upper ones."""

    code = "orgs.circle_among"
    message = _("%(name)s的上级绕了一圈又回到它自己：%(circle)s。")
    cure = _("请照批复，把其中写错的上级改过来。")


class OwnUpper(RuleBroken):
    """Nothing stands under itself."""

    code = "orgs.own_upper"
    message = _("%(name)s不能放在自己下面。")
    cure = _("请选另一个单位做上级。")


class HeirEnds(RuleBroken):
    """What a closed unit leaves cannot go to that unit."""

    code = "orgs.heir_ends"
    message = _("%(name)s就是要撤销的这家，不能由它自己接收。")
    cure = _("请选另一个单位接收。")


class HeirBelow(RuleBroken):
    """What takes over loses its own place by the closing."""

    code = "orgs.heir_below"
    message = _("%(heir)s在%(name)s下面，%(name)s撤销时它自己也要有去处，不能由它接收。")
    cure = _("请选一个不在%(name)s下面的单位；要由%(heir)s接收的，先给它改隶属。")


class NotOnThisLine(RuleBroken):
    """A unit that is not on the industrial line cannot leave it."""

    code = "orgs.not_on_this_line"
    message = _("%(name)s现在不在产业线上，没有要退出的。")
    cure = _("要归产业线管的，请选一个上级。")


class ChangedLater(RuleBroken):
    """The unit already has a later change on this line; history is not written into."""

    code = "orgs.changed_later"
    message = _("%(name)s在%(since)s已有一次变动，不能插到它前面。")
    cure = _("请填%(since)s或以后的日期。")


class SamePlace(RuleBroken):
    """The unit already stands there, or bears this name."""

    code = "orgs.same_place"
    message = _("%(name)s现在就在%(parent)s下面，没有要移的。")
    cure = _("请换一个上级。")


class SameName(RuleBroken):
    """The new name is the old one."""

    code = "orgs.same_name"
    message = _("新名称和现在的一样：%(name)s。")
    cure = _("请填改后的名称。")


class NameMissing(Invalid):
    """A name of blanks is none."""

    code = "orgs.name_missing"
    message = _("还没有写名称。")
    cure = _("请照批复或营业执照写全称。")


class NameTaken(RuleBroken):
    """Another unit directly under the same upper unit bears the name."""

    code = "orgs.name_taken"
    message = _("%(parent)s下面已经有一个“%(name)s”。")
    cure = _("请核对是不是重复登记；确实是两家的，名称里写出区别。")


class NameTwice(RuleBroken):
    """Two units of one file bear the name under the same upper unit."""

    code = "orgs.name_twice"
    message = _("和第 %(row)s 行重复：同一个上级下面两行都叫“%(name)s”。")
    cure = _("同一家的，删掉一行；确实是两家的，名称里写出区别。")


class CreditCodeTwice(RuleBroken):
    """Two units of one file bear the code."""

    code = "orgs.credit_code_twice"
    message = _("和第 %(row)s 行重复：两行的信用代码都是%(uscc)s。")
    cure = _("同一家的，删掉一行；两家的，照各自的证书填。")


class BadCreditCode(RuleBroken):
    """Eighteen characters, but the check character or the alphabet is wrong."""

    code = "orgs.bad_credit_code"
    message = _("统一社会信用代码“%(uscc)s”不对：要18位，末位是校验码，不用 I、O、S、V、Z。")
    cure = _("请照证书逐位核对，常见的是把 0 写成 O、1 写成 I。")


class EmployersCreditCode(RuleBroken):
    """The code is the firm's own; a union has one of its own."""

    code = "orgs.employers_credit_code"
    message = _("%(uscc)s是企业的代码，工会有自己的代码，一般以81开头。")
    cure = _("请填《工会法人资格证书》上的代码；还没办的先空着。")


class UnionsCreditCode(RuleBroken):
    """The code is a union's, not the employer's."""

    code = "orgs.unions_credit_code"
    message = _("%(uscc)s是工会的代码，不是用人单位的。")
    cure = _("请填营业执照上的代码，企业一般以91或92开头。")


class CreditCodeTaken(Conflict):
    """Another unit or employer bears the code."""

    code = "orgs.credit_code_taken"
    message = _("统一社会信用代码%(uscc)s已经登记给了别的单位。")
    cure = _("请核对是不是重复登记；同一家的，改原来那条。")


class UnknownRegion(RuleBroken):
    """The division list has no such code."""

    code = "orgs.unknown_region"
    message = _("行政区划代码“%(region)s”查不到。")
    cure = _("请填6位（县）、9位（镇、街道）或12位（村、社区）的代码。")


class WrongTerm(RuleBroken):
    """A committee is elected for three or five years."""

    code = "orgs.wrong_term"
    message = _("届期没有%(years)s年的。")
    cure = _("基层工会3年或5年，地方工会5年。")
    source = _("工会法 第十六条")


class ApprovalInFuture(RuleBroken):
    """What has not been approved is not entered as approved."""

    code = "orgs.approval_in_future"
    message = _("批复日期%(on)s还没到。")
    cure = _("请照批复填今天或以前的日期。")


class ChildrenLeft(RuleBroken):
    """Units still stand below; they are placed first or moved along."""

    code = "orgs.children_left"
    message = _("%(name)s下面还有%(count)s家单位，要先安排去处。")
    cure = _("请选一个接收它们的上级，或先逐家改隶属。")


class ClosedAsItBegan(RuleBroken):
    """A unit lives at least a day."""

    code = "orgs.closed_as_it_began"
    message = _("%(name)s是%(on)s成立的，不能同一天撤销。")
    cure = _("请填第二天或以后的日期；名称、类型写错的，直接改。")


class ClosingNotReported(RuleBroken):
    """When the employer ends, so does its union, and that is reported upwards."""

    code = "orgs.closing_not_reported"
    message = _("用人单位终止，工会随之撤销的，要报告上一级工会，还缺报告文号。")
    cure = _("请填报告的文号或日期。")
    source = _("工会法 第十三条")


class ClosedByReshaping(RuleBroken):
    """A unit that went into others comes back by splitting them, not by reopening."""

    code = "orgs.closed_by_reshaping"
    message = _("%(name)s是并入或拆成别的工会时撤销的，不能直接恢复。")
    cure = _("请从%(after)s拆分出来。")


class SameFounding(Conflict):
    """It was founded on that day; there is nothing to correct."""

    code = "orgs.same_founding"
    message = _("%(name)s的成立日期本来就是%(on)s。")


class FoundedByReshaping(RuleBroken):
    """The day of a split or a merger is the founding day of what came out of it."""

    code = "orgs.founded_by_reshaping"
    message = _("%(name)s是%(on)s由%(before)s拆分或合并来的，那天就是它的成立日期。")
    cure = _("那次拆分或合并的日期记错的，请上级重新办。")


class KnownEarlier(RuleBroken):
    """A unit was there before anything happened in it."""

    code = "orgs.known_earlier"
    message = _("%(name)s在%(since)s已经有记录：%(what)s。成立日期不能比它晚。")
    cure = _("请填%(since)s或以前的日期；那条记录错了的，先改它。")


class NotClosed(Conflict):
    """The unit is alive; there is nothing to take back."""

    code = "orgs.not_closed"
    message = _("%(name)s没有撤销，不用恢复。")


class NothingSplitOff(Invalid):
    """A split names at least one new unit, a merger at least two old ones."""

    code = "orgs.nothing_split_off"
    message = _("请至少写一家新单位；合并至少选两家。")


class NotItsOwn(RuleBroken):
    """What is given away must stand there."""

    code = "orgs.not_its_own"
    message = _("%(what)s不在%(name)s下面，分不出去。")
    cure = _("请只选它直属的单位和它覆盖的用人单位，每家只选一次。")


class ChosenTwice(RuleBroken):
    """What goes along goes with one new unit."""

    code = "orgs.chosen_twice"
    message = _("%(what)s选给了两家新单位，只能跟一家走。")
    cure = _("请每家只选一次。")


class AlreadyCovered(RuleBroken):
    """The employer is covered by this union already."""

    code = "orgs.already_covered"
    message = _("%(employer)s从%(since)s起就由%(org)s覆盖。")
    cure = _("不用再登记。要换工会的，选另一家。")


class NotCovered(Conflict):
    """No union covers the employer now."""

    code = "orgs.not_covered"
    message = _("%(employer)s现在没有工会覆盖。")


class NotAUnion(RuleBroken):
    """Only a union with members covers employers; a federation does not."""

    code = "orgs.not_a_union"
    message = _("%(org)s是%(kind)s，不直接覆盖用人单位。")
    cure = _("请选一家基层工会或联合工会。")


class UnknownRole(Invalid):
    """There is no such role."""

    code = "orgs.unknown_role"
    message = _("没有“%(role)s”这个角色。")


class GrantTooLong(RuleBroken):
    """Grants end and are renewed, so that nobody keeps a key they no longer need."""

    code = "orgs.grant_too_long"
    message = _("授权最长%(days)s天，%(until)s太远了。")
    cure = _("请填%(latest)s或以前；到期前%(warned)s天会提醒续期。")


class GrantBackwards(RuleBroken):
    """A grant ends after it begins and does not begin in the past."""

    code = "orgs.grant_backwards"
    message = _("授权从%(since)s到%(until)s，日期前后不对。")
    cure = _("起始日填今天或以后，截止日在它之后。")


class OwnGrant(RuleBroken):
    """Nobody grants themselves anything."""

    code = "orgs.own_grant"
    message = _("不能给自己授权。")
    cure = _("请另一位安全管理员来办。")


class MoreThanHeld(RuleBroken):
    """What is granted lies beyond what the granter may pass on."""

    code = "orgs.more_than_held"
    message = _("您不能授予“%(role)s”：超出了您自己可以授的范围。")
    cure = _("请上级单位的安全管理员来办。")


class AdminsApart(RuleBroken):
    """System, security and audit administration are held by three persons."""

    code = "orgs.admins_apart"
    message = _("%(user)s这段时间已经是另一种管理员。系统、安全、审计三种管理员要由三个人分别担任。")
    cure = _("请先收回原来的，或换一个人。")


class AlreadyGranted(Conflict):
    """The same role at the same unit already holds in these days."""

    code = "orgs.already_granted"
    message = _("%(user)s这段时间在%(org)s已经有这个角色。")
    cure = _("要延长的，从原来到期的那天接着授。")


class AlreadyBegun(Conflict):
    """The federation has its first unit; everything else is done by its people."""

    code = "orgs.already_begun"
    message = _("已经有最上一级单位：%(name)s。")
    cure = _("往下的单位请在组织页上建；新的安全管理员由现有的安全管理员授权。")
