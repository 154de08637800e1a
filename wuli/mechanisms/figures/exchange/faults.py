"""Why a package is refused: each fault with its words and what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    """What is wrong with a package."""

    UNREADABLE = "unreadable", _("读不出来")
    TOO_LARGE = "too_large", _("文件太大")
    UNKNOWN_SENDER = "unknown_sender", _("不认识发送方")
    UNKNOWN_KEY = "unknown_key", _("没有这把公钥")
    KEY_RETIRED = "key_retired", _("公钥已停用")
    TAMPERED = "tampered", _("内容被改过")
    BAD_SIGNATURE = "bad_signature", _("签名不对")
    NOT_FOR_US = "not_for_us", _("不是报给我们的")
    SERIAL_REUSED = "serial_reused", _("编号用过")
    STALE = "stale", _("比已收的旧")
    CHAIN_BROKEN = "chain_broken", _("前面缺包")
    DEFINITIONS = "definitions", _("口径不一致")
    INCONSISTENT = "inconsistent", _("数字对不上")


WORDS: dict[str, str | Promise] = {
    Fault.UNREADABLE: _("这不是一个完整的上报包（%(what)s）。请对方重新下载再发，不要用别的软件打开后另存。"),
    Fault.TOO_LARGE: _("上报包超过 %(limit)s MB，没有读。请对方少选一些单位或指标。"),
    Fault.UNKNOWN_SENDER: _("包上写的发送方是 %(sender)s，没有登记过这个下级。先登记它和公钥，再收一次。"),
    Fault.UNKNOWN_KEY: _("包是用第 %(key)s 号钥匙签的，这里没有登记。打电话核对指纹后登记，再收一次。"),
    Fault.KEY_RETIRED: _("第 %(key)s 号钥匙不在有效期内（%(reason)s）。请对方用新钥匙重做一包。"),
    Fault.TAMPERED: _("内容和包上的校验码对不上，路上被改过或者损坏了。请对方重发原文件。"),
    Fault.BAD_SIGNATURE: _("签名不是登记的第 %(key)s 号钥匙签的，可能有人冒充。请打电话向对方核实。"),
    Fault.NOT_FOR_US: _("这一包是报给 %(receiver)s 的，不是报给我们（%(us)s）的。"),
    Fault.SERIAL_REUSED: _("第 %(serial)s 号已经收过，内容不同。更正要用新的编号。"),
    Fault.STALE: _("已经收到第 %(latest)s 号，这是更早的第 %(serial)s 号，不能盖掉新的。"),
    Fault.CHAIN_BROKEN: _("这一包接的不是我们收到的上一包（第 %(latest)s 号）。请对方把中间的包先发来。"),
    Fault.DEFINITIONS: _("有 %(n)s 处口径和我们的不一样，整包没有收。两边统一口径后重做一包。"),
    Fault.INCONSISTENT: _("包里的数字自己对不上：%(what)s。请对方检查后重做一包。"),
}


def words_of(fault: str, detail: Mapping[str, Any]) -> str:
    """What is wrong and what to do, in the reader's language; empty without a fault."""
    return str(WORDS[fault]) % detail if fault in WORDS else ""
