"""Settings: typed, from the environment only. Production refuses unsafe values by name."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
DEVELOPMENT_KEY = "development-key-never-for-production"
SHORTEST_KEY = 32


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every setting, its default and its meaning. The README's table is this class."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    portal_env: Environment = Field(Environment.DEVELOPMENT, description="development, test or production")
    portal_data_dir: Path = Field(ROOT / "var", description="everything written besides the database")
    database_url: str = Field("", description="the database, as the application's own role")
    database_owner_url: str = Field("", description="the same database, as the role that owns the tables")
    secret_key: SecretStr = Field(SecretStr(DEVELOPMENT_KEY), description="signs cookies; 32 characters or more")
    trusted_hosts: Annotated[list[str], NoDecode] = Field([], description="host names served, comma-separated")
    proxies: int = Field(0, ge=0, le=5, description="how many trusted proxies stand in front")
    port: int = Field(8000, ge=1, le=65535, description="port of `make run` and `portal serve`")
    base_url: str = Field("", validate_default=True, description="address used in mail; default: this machine, `PORT`")
    debug: bool = Field(False, description="show tracebacks; never in production")
    cookie_secure: bool | None = Field(None, description="send cookies over https only; default: in production")
    session_idle_minutes: int = Field(60, ge=1, description="signed out after this long without a click")
    session_hours: int = Field(12, ge=1, le=48, description="signed out after this long in any case; 48 at most")
    lockout_attempts: int = Field(10, ge=1, description="failed sign-ins before an account rests")
    lockout_minutes: int = Field(15, ge=1, description="how long it rests")
    max_upload_mb: int = Field(50, ge=1, description="largest evidence file, in megabytes")
    mail_url: str = Field("", description="smtp://user:password@host:port; empty: kept as files")
    mail_from: str = Field("Accord <no-reply@accord.invalid>", description="sender of mail")
    storage_url: str = Field("", description="s3://bucket/prefix for evidence; empty: a folder")
    clamd_url: str = Field("", description="tcp://host:port or unix:///path of a virus scanner; empty: none")
    log_level: str = Field("", description="DEBUG, INFO, WARNING or ERROR; default: INFO in production, else WARNING")

    @field_validator("base_url")
    @classmethod
    def _at_home(cls, value: str, info: ValidationInfo) -> str:
        return value or f"http://127.0.0.1:{info.data.get('port', '')}"

    @field_validator("trusted_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [host.strip() for host in value.split(",") if host.strip()] if isinstance(value, str) else value

    @property
    def production(self) -> bool:
        return self.portal_env is Environment.PRODUCTION

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; by default SQLite inside the data folder."""
        return _psycopg(self.database_url) or f"sqlite:///{self.portal_data_dir.resolve() / 'accord.sqlite'}"

    @property
    def owner_database(self) -> str:
        """The address that migrations use."""
        return _psycopg(self.database_owner_url) or self.database

    @property
    def logged(self) -> str:
        """The least level that is logged: a server keeps a line a request, a terminal only what went wrong."""
        return self.log_level or ("INFO" if self.production else "WARNING")

    @property
    def secure_cookies(self) -> bool:
        return self.production if self.cookie_secure is None else self.cookie_secure

    def faults(self) -> list[str]:
        """What makes these settings unsafe for production, a sentence each; what only the database knows is
        added by ``portal.web.readiness``."""
        key = self.secret_key.get_secret_value()
        found = {
            "DATABASE_URL: production needs PostgreSQL, this is SQLite": self.database.startswith("sqlite"),
            "SECRET_KEY: this is the development key": key == DEVELOPMENT_KEY,
            f"SECRET_KEY: shorter than {SHORTEST_KEY} characters": len(key) < SHORTEST_KEY,
            "DEBUG: must be off": self.debug,
            "TRUSTED_HOSTS: none given": not self.trusted_hosts,
        }
        return [fault for fault, present in found.items() if present]


def _psycopg(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


@lru_cache
def load() -> Settings:
    """The settings of this process, read once."""
    return Settings()
