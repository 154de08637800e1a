"""Who signs in. A User is a key to the door; the worker behind it is `people.Person`, one floor up."""

from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from wuli.base.core.records import no_truncate
from wuli.base.core.secrets import SealedField


class UserQuerySet(models.QuerySet["User"]):
    """Accounts; which of them an administrator sees is told by the back-end that knows the units."""

    def visible_to(self, user: Any, capability: str = "accounts.manage") -> Self:
        """Accounts of units at or below which `user` may manage accounts, and always their own."""
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = models.Q(pk=user.pk)
        for backend in get_backends():
            if hasattr(backend, "units_with"):
                seen |= models.Q(home_org__in=backend.units_with(user, capability))
            if hasattr(backend, "holds_at_top") and backend.holds_at_top(user, capability):
                seen |= models.Q(home_org__isnull=True)
        return self.filter(seen)

    def matching(self, words: str) -> Self:
        """Accounts whose name or login name holds `words`."""
        words = words.strip()
        if not words:
            return self
        return self.filter(models.Q(name__icontains=words) | models.Q(username__icontains=words))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Looks users up by login name; accounts are opened by `actions.open_account`."""

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(username=username, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


# The password's hash and the sealed phone stay out of the history: what was replaced must not live on.
@pghistory.track(exclude=["password", "phone"], meta={"triggers": [no_truncate("accounts_user_event")]})
class User(AbstractBaseUser):
    """An account 账号: of an officer (login name, password, second factor) or a member (phone and code)."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("会员")
        OFFICER = "officer", _("工会干部")
        SERVICE = "service", _("接口账号")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("登录名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=64)
    kind = models.CharField(_("类别"), max_length=16, choices=Kind, default=Kind.MEMBER)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = SealedField(_("手机号"), label="user.phone")
    phone_bidx = models.BinaryField(max_length=16, null=True, unique=True, editable=False)
    phone_mask = models.CharField(max_length=16, blank=True, default="", editable=False)
    phone_verified_at = models.DateTimeField(null=True, editable=False)
    # The unit that answers for the account. Units live one floor up, so this is their bare key.
    home_org = models.UUIDField(_("所在单位"), null=True, blank=True, db_index=True)
    language = models.CharField(_("语言"), max_length=8, default="zh-hans")
    is_active = models.BooleanField(_("可登录"), default=True)
    is_staff = False
    created_at = models.DateTimeField(_("开户时间"), default=timezone.now, editable=False)
    password_changed_at = models.DateTimeField(null=True, editable=False)
    second_factor_reset_at = models.DateTimeField(null=True, editable=False)
    must_change_password = models.BooleanField(_("须改密码"), default=False, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("账号")
        constraints = [
            models.CheckConstraint(
                name="user_phone_whole",
                condition=models.Q(phone__isnull=True, phone_bidx__isnull=True, phone_mask="")
                | (models.Q(phone__isnull=False, phone_bidx__isnull=False) & ~models.Q(phone_mask="")),
            ),
            models.CheckConstraint(
                name="user_kind_known", condition=models.Q(kind__in=["member", "officer", "service"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_officer(self) -> bool:
        """Officers work at the desk and need a second factor; members use the phone shell."""
        return self.kind == self.Kind.OFFICER

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether any back-end grants `perm` at the unit `obj`. There is no super-user."""
        return self.is_active and any(
            backend.has_perm(self, perm, obj)
            for backend in get_backends()
            if hasattr(backend, "holds_at_top")  # grants at units; Django's own table of rights is not used
        )
