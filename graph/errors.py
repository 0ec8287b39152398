"""Errors that a person reads: one line on what is wrong, one on what to do next."""

from __future__ import annotations


class CoauthError(Exception):
    """Something could not be done. The command line shows it as one line and exits with 1."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class StoreUnreachable(CoauthError):
    """No store answers at the address."""


class StoreRefused(CoauthError):
    """The store answered, and refused: wrong password, missing database, a write by a reader, a bad statement."""


class StoreOutOfMemory(StoreRefused):
    """A transaction was larger than the store can hold: it was taken back."""


class WrongUsage(CoauthError):
    """The command was asked for something that makes no sense; exit status 2."""


def was_interrupted(error: BaseException | None) -> bool:
    """Did the error come while an interrupt (Ctrl-C) was on its way out?"""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, KeyboardInterrupt):
            return True
        seen.add(id(error))
        error = error.__context__
    return False
