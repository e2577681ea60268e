"""The one error base class: each member says what happened, to what, and what to do next.

Every class owns its exit status, so that scripts can tell failures apart; `docs/guide/exit-codes.md` lists them.
"""

from __future__ import annotations


class WitnessboxError(Exception):
    """Something a person must know about, in words meant for them.

    Attributes:
        exit_code: status with which the command line ends.
    """

    exit_code = 1


class UsageError(WitnessboxError):
    """The call cannot be understood or lacks something it needs."""

    exit_code = 2


class SourceUnreadableError(WitnessboxError):
    """Bytes of the source could not be read."""

    exit_code = 3


class PersonMustActError(WitnessboxError):
    """Nothing went wrong; a person has to decide or sign before work can go on."""

    exit_code = 4


class NotACaseError(WitnessboxError):
    """The path does not hold a case, or the case is of a version that this program does not know."""

    exit_code = 5


class StorageError(WitnessboxError):
    """The case or the target could not be written: full disk, read-only, no permission."""

    exit_code = 6


class KeyProblemError(WitnessboxError):
    """A key or passphrase does not fit, or its person may not do this."""

    exit_code = 7


class BusyError(WitnessboxError):
    """Another process is writing to this case."""

    exit_code = 8


class ModelMissingError(WitnessboxError):
    """Weights that the work needs are not installed: a person has to fetch them."""

    exit_code = 4


class UnknownObjectError(WitnessboxError):
    """No content, plan, rendition or person of that name is in the case."""

    exit_code = 9


class MediaError(WitnessboxError):
    """A content could not be worked on; says which and why."""

    exit_code = 10


class UntrustedInputError(MediaError):
    """The sandboxed worker met a file that no decoder opens or that breaks a bound; the reason is in the message."""


class WorkerDiedError(MediaError):
    """The sandboxed worker was killed or ran into a limit while it held a file; the message says which limit."""


class AuthorityUnreachableError(WitnessboxError):
    """The time-stamp authority that a person named could not be reached, or gave no answer at all."""

    exit_code = 15


class AnswerRefusedError(WitnessboxError):
    """The answer of a time-stamp authority cannot be used; the message says why."""

    exit_code = 16


class NotRepeatedError(WitnessboxError):
    """A rendition that was rendered again has other bytes."""

    exit_code = 17


class VerificationError(WitnessboxError):
    """A check of the case failed; members name what does not fit."""

    exit_code = 20
