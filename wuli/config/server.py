"""The database Wuli is pointed at: can it be reached, can it serve, is it ours to use.

Each refusal is one sentence that says what is so and what cures it. Asked once, before anything is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors

from .console import CannotRun

OLDEST = 15
EXTENSIONS = ("btree_gist", "pg_trgm")
# What the server answers when the name or the password is wrong; libpq gives no SQLSTATE for it.
WRONG_PASSWORD = ("password authentication failed", "no password supplied", "no pg_hba.conf entry")
NO_SUCH_DATABASE = ("database", "does not exist")


def check_database(url: str) -> None:
    """Reach the database of `url` and judge it; raises CannotRun with the cure."""
    with reached(url) as db:
        check_server(db)


@contextmanager
def reached(url: str) -> "Iterator[psycopg.Connection[Any]]":
    """A connection to `url`; raises CannotRun where there is none."""
    try:
        db = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.ProgrammingError as error:  # not an address at all
        raise CannotRun(
            "DATABASE_URL 不是数据库地址，应像这样：postgresql://名字:密码@主机:5432/库名",
            "DATABASE_URL is not an address, write: postgresql://name:password@host:5432/database",
        ) from error
    except psycopg.OperationalError as error:
        raise _unreachable(str(error)) from error
    with db:
        yield db


def _unreachable(told: str) -> CannotRun:
    if any(words in told for words in WRONG_PASSWORD):
        return CannotRun(
            "数据库不认 DATABASE_URL 里的名字或密码，请改正后再试。",
            "The database does not take the name or password of DATABASE_URL: correct it, try again.",
        )
    if all(words in told for words in NO_SUCH_DATABASE):
        return CannotRun(
            "DATABASE_URL 指的库还没有建。请先建库：createdb -E UTF8 -T template0 库名",
            "The database of DATABASE_URL does not exist. Make it: createdb -E UTF8 -T template0 NAME",
        )
    last = told.strip().splitlines()[-1] if told.strip() else ""
    return CannotRun(
        "连不上 DATABASE_URL 指的数据库，请检查地址，以及它是否在运行。",
        f"Cannot reach the database of DATABASE_URL: check the address and whether it is up. ({last})",
    )


def check_server(db: "psycopg.Connection[Any]") -> None:
    """Refuse a database that is too old, not UTF-8, somebody else's, locked to us or blind to Chinese."""
    if db.info.server_version < OLDEST * 10_000:
        here = db.info.server_version // 10_000
        raise CannotRun(
            f"数据库是 PostgreSQL {here}，需要 {OLDEST} 或更新。请升级它，或换一台服务器。",
            f"The database is PostgreSQL {here}, {OLDEST} or newer is needed: upgrade it or use another.",
        )
    if db.execute("SHOW server_encoding").fetchone() != ("UTF8",):
        raise CannotRun("数据库编码须为 UTF8，请重新建库。", "The database must be UTF8: create it anew.")
    if db.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
        raise CannotRun(
            "这是只读的备用数据库，请把 DATABASE_URL 指向主库。",
            "This is a read-only standby: point DATABASE_URL at the primary.",
        )
    _check_it_is_ours(db)
    _check_rights(db)
    row = db.execute("SELECT similarity('滨海县总工会', '滨海总工会') > 0.3").fetchone()
    if row != (True,):
        raise CannotRun(
            "这个数据库的区域设置认不出汉字，搜索会失灵。请用 C.UTF-8 或 zh_CN.UTF-8 重新建库。",
            "The locale of this database does not know Chinese letters, search would be blind: "
            "create it anew with C.UTF-8 or zh_CN.UTF-8.",
        )


def _check_it_is_ours(db: "psycopg.Connection[Any]") -> None:
    """Refuse to mix with the tables of another program: ours has its migrations, an empty one has nothing."""
    if db.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,):
        ours = db.execute("SELECT 1 FROM public.django_migrations WHERE app = 'orgs' LIMIT 1").fetchone()
    else:
        ours = None
    strangers = db.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        " AND c.relname NOT IN ('django_migrations', 'django_content_type') ORDER BY 1 LIMIT 1"
    ).fetchone()
    if ours is None and strangers is not None:
        raise CannotRun(
            f"DATABASE_URL 指的库里有别的程序的表（{strangers[0]}），没有动它。请给五力建一个空库。",
            f"The database of DATABASE_URL holds another program's tables ({strangers[0]}); "
            "nothing was touched. Make an empty one for Wuli.",
        )


def _check_rights(db: "psycopg.Connection[Any]") -> None:
    """The role must be able to make tables and to have the two extensions."""
    able = db.execute(
        "SELECT has_schema_privilege('public', 'CREATE') WHERE to_regnamespace('public') IS NOT NULL"
    ).fetchone()
    name, role = db.info.dbname, db.info.user
    if able != (True,):
        raise CannotRun(
            f'角色 {role} 不能在库 {name} 里建表。请让它当库主：ALTER DATABASE "{name}" OWNER TO "{role}"',
            f"Role {role} may not create tables in {name}. Make it the owner: "
            f'ALTER DATABASE "{name}" OWNER TO "{role}"',
        )
    for extension in EXTENSIONS:
        try:
            db.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        except errors.InsufficientPrivilege as error:
            raise CannotRun(
                f"角色 {role} 装不了扩展 {extension}。请管理员在库 {name} 里：CREATE EXTENSION {extension}",
                f"Role {role} may not add {extension}. Have an administrator run in {name}: "
                f"CREATE EXTENSION {extension}",
            ) from error
        except errors.UndefinedFile as error:
            raise CannotRun(
                f"数据库服务器上没有扩展 {extension}。请安装 postgresql-contrib，再试一次。",
                f"The database server lacks the extension {extension}: install postgresql-contrib there.",
            ) from error
