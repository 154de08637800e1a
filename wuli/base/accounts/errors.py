"""What accounts can refuse."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict, Invalid, RuleBroken, WuliError


class LoginNameTaken(Conflict):
    """Somebody signs in with this login name already."""

    code = "accounts.login_name_taken"
    message = _("登录名“%(username)s”已经有人用了。")
    cure = _("请换一个，比如在后面加上单位的简称。")


class PhoneTaken(Conflict):
    """The number belongs to another account."""

    code = "accounts.phone_taken"
    message = _("这个手机号已经是另一个账号的。")
    cure = _("请本人用这个手机号登录；号码如果是别人用过的，请找安全管理员核实。")


class MustWait(RuleBroken):
    """Too many failures: the door opens again at a time that is told."""

    code = "accounts.must_wait"
    status = 429
    message = _("试错次数太多，请过 %(minutes)s 分钟再试。")
    cure = _("等的时间会越试越长。一直登录不了，请找本单位工会。")


class CodeTooSoon(RuleBroken):
    """A code was sent a moment ago."""

    code = "accounts.code_too_soon"
    status = 429
    message = _("验证码刚发过，请过 %(seconds)s 秒再要。")
    cure = _("没收到时，先看看短信有没有被拦下。")


class TooManyCodes(RuleBroken):
    """This number or this network asked for too many codes within the hour."""

    code = "accounts.too_many_codes"
    status = 429
    message = _("这一个小时里要的验证码太多了。")
    cure = _("请过一小时再试，或者拨打 12351。")


class CodeWrong(Invalid):
    """The code does not fit; told the same way whether or not the phone has an account."""

    code = "accounts.code_wrong"
    message = _("验证码不对，或者已经过期。")
    cure = _("请看最新的一条短信；5 分钟内有效，错 5 次作废，可以重新要一个。")

    def __init__(self, field: str = "code") -> None:
        super().__init__({field: [self.message, self.cure]})


class MessageNotSent(RuleBroken):
    """No way to send text messages is connected, or the gateway refused."""

    code = "accounts.message_not_sent"
    status = 503
    message = _("短信没有发出去。")
    cure = _("请过一会儿再试；一直这样，请告诉系统管理员检查短信通道。")


class AccountClosed(WuliError):
    """The account exists and its owner proved it, but it is switched off."""

    code = "accounts.closed"
    status = 403
    message = _("这个账号已经停用。")
    cure = _("要恢复，请找本单位的系统管理员。")


class LastSecondFactor(RuleBroken):
    """Officers cannot work without a second factor."""

    code = "accounts.last_second_factor"
    message = _("工会干部要有第二重验证，最后一个不能去掉。")
    cure = _("请先加一个新的，再去掉这个。")
    source = _("GB/T 22239—2019 第三级：两种或两种以上鉴别方式")


class NotYourself(RuleBroken):
    """An administrator does not do this to their own account."""

    code = "accounts.not_yourself"
    message = _("不能对自己的账号这样做。")
    cure = _("请另一位系统管理员来办。")


class NameKept(RuleBroken):
    """The name of an officer, or of somebody on the roll, is not the account holder's to change."""

    code = "accounts.name_kept"
    message = _("姓名是实名登记的，不能自己改。")
    cure = _("写错了，请本单位的系统管理员更正。")


class RequiredConsent(RuleBroken):
    """A text without which the service cannot be used."""

    code = "accounts.required_consent"
    message = _("不同意“%(title)s”，就不能用这里的服务。")
    cure = _("可以到窗口办理，不影响您的会员权利。")
    source = _("个人信息保护法 第十六条")


class TextMovedOn(Conflict):
    """A new wording came into force while the page was open."""

    code = "accounts.text_moved_on"
    message = _("“%(title)s”刚换了新版本，您看的是旧的。")
    cure = _("请看一下新的，再决定。")


class AskedAlready(Conflict):
    """The same request is still open."""

    code = "accounts.asked_already"
    message = _("您已经提过这个要求，还在办。")
    cure = _("可以在“我的要求”里看进度，或者先撤回再提。")


class PasswordFirst(RuleBroken):
    """An officer without a second factor proves themselves by password, not by a text message alone."""

    code = "accounts.password_first"
    message = _("工会干部第一次登录，请用登录名和密码。")
    cure = _("在“工会干部登录”里登录一次，设好第二重验证，以后也能用手机号。")
