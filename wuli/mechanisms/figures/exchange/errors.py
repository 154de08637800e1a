"""What is refused on the publishing side."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict, Invalid, RuleBroken


class SensitiveStays(RuleBroken):
    """Numbers on health, hardship and the like are never part of a package."""

    code = "figures.sensitive_stays"
    message = _("“%(names)s”属于敏感数据，不上报。")
    cure = _("去掉这些指标再做一包。")


class NotYourOwnCheck(RuleBroken):
    """Whoever made a package does not check it."""

    code = "figures.not_your_own_check"
    message = _("自己做的上报要由另一个人复核，什么也没有发出。")
    cure = _("请本单位另一位有权限的同事来复核。")


class PeerEnded(Conflict):
    """The peer is not in force on the day."""

    code = "figures.peer_ended"
    message = _("和%(peer)s的对接已经停用，什么也没有做。")


class NoAddress(Invalid):
    """A package goes by the interface only where address and token are known."""

    code = "figures.no_address"
    message = _("%(peer)s还没有登记接收地址和令牌。")
    cure = _("可以先下载文件，用别的办法送过去。")


class TooMuch(Invalid):
    """A package has a size that every receiver takes in."""

    code = "figures.package_too_much"
    message = _("一包最多 %(most)s 个数，现在有 %(n)s 个。")
    cure = _("少选几个指标，或者只报本单位合计。")
