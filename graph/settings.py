"""Settings: from the environment, else from coauth.toml in the data folder, else the defaults here."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from graph.errors import CoauthError

SETTINGS_FILE = "coauth.toml"

SCHEMES = tuple(scheme + safety for scheme in ("bolt", "neo4j") for safety in ("", "+s", "+ssc"))
"""Of an address that the driver takes."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine: what goes there needs no encryption."""

DAY = 86_400


def home_folder() -> Path:
    """The data folder: COAUTH_HOME, else where the platform keeps a program's data."""
    named = os.environ.get("COAUTH_HOME")
    if not named:
        return Path(platformdirs.user_data_dir("coauthgraph"))
    try:
        return Path(named).expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise CoauthError(f"COAUTH_HOME={named}: {error}", hint="name a folder") from None


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.upper())


class Settings(BaseSettings):
    """Everything that can be set. Passwords are SecretStr: printing them shows stars."""

    model_config = SettingsConfigDict(
        env_prefix="COAUTH_", extra="forbid", populate_by_name=True, env_ignore_empty=True
    )

    neo4j_uri: str | None = Field(None, validation_alias=_named("neo4j_uri"))

    @field_validator("neo4j_uri")
    @classmethod
    def _plain_address(cls, uri: str | None) -> str | None:
        if uri is None:
            return None
        try:
            parts = urlsplit(uri)
            parts.port  # noqa: B018 - raises ValueError where it is no number
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError("it is no address of a Neo4j, such as bolt://localhost:7687")
        if "@" in parts.netloc:
            raise ValueError("user and password are set by NEO4J_USER and NEO4J_PASSWORD, not in the address")
        return uri

    neo4j_user: str = Field("neo4j", validation_alias=_named("neo4j_user"))
    neo4j_password: SecretStr | None = Field(None, validation_alias=_named("neo4j_password"))
    neo4j_database: str = Field("neo4j", validation_alias=_named("neo4j_database"))
    store_idle_minutes: float = Field(
        15, gt=0, le=30 * DAY, description="the local store stops by itself after this long"
    )
    store_heap: str | None = Field(
        None,
        pattern=r"^\d+[mg]$",
        description="heap of the local store, such as 2g; by default a share of memory",
    )
    query_timeout: float = Field(120, gt=0, le=DAY, description="seconds after which a question is given up")
    max_coauthors: int = Field(
        100, ge=2, description="works with more authors get no co-author pairs (they are flagged)"
    )
    territories: Literal["own", "fold"] = Field(
        "own", description="in rankings of partners: HK, MO and TW under their own codes, or counted as China"
    )
    analyst: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="who adds records by hand (coauth add); by default the system's user name",
    )
    batch_size: int = Field(500, ge=1, le=5000, description="records in one transaction of a load")
    openalex_api_key: SecretStr | None = Field(
        None, description="for coauth fetch openalex: a free one is at openalex.org/settings/api"
    )
    openalex_url: str = Field(
        "https://api.openalex.org", description="another address of its API, such as a mirror"
    )
    crossref_url: str = Field("https://api.crossref.org", description="another address of its API")
    mailto: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}$",
        description="an address to write to, which OpenAlex and Crossref ask of whoever fetches",
    )

    @field_validator("openalex_url", "crossref_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018 - raises ValueError where it is no number
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii():
            raise ValueError("it is no address that begins with https:// or http://")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("it holds more than scheme, host, port and path")
        return url.rstrip("/")

    @field_validator("openalex_api_key")
    @classmethod
    def _plain_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not re.fullmatch(r"[!-~]{1,500}", key.get_secret_value()):
            raise ValueError("it holds a blank or another character that no key has")
        return key

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, home_folder() / SETTINGS_FILE)
        return init_settings, env_settings, file

    @property
    def home(self) -> Path:
        """The data folder (COAUTH_HOME)."""
        return home_folder()


def load_settings() -> Settings:
    """Read the settings.

    Raises CoauthError naming the faulty setting where one cannot be used.
    """
    path = home_folder() / SETTINGS_FILE
    if path.is_dir():
        raise CoauthError(f"settings: {path} is a folder, not a file", hint="move it away")
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(_fault(dict(fault)) for fault in error.errors())
        raise CoauthError(f"settings: {faults}", hint=f"mend it in the environment or in {path}") from None
    except (OSError, ValueError) as error:
        raise CoauthError(
            f"settings: {path} cannot be read: {error}", hint="mend or remove that file"
        ) from None


def _fault(fault: dict[str, Any]) -> str:
    """What is wrong with one setting; never its value, which may be a password."""
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{name}: {fault['msg'].removeprefix('Value error, ')}"
    like = difflib.get_close_matches(name.lower(), Settings.model_fields, n=1)
    return f"there is no setting {name}" + (f"; was {like[0]} meant?" if like else "")
