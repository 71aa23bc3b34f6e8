"""What can go wrong, in the words of the person who has to mend it.

Every message is one line: what happened, where, and what to do next. The command line prints it without a traceback
and ends with `exit_code`; a task fails with it. A fault either passes (nobody answers, too busy, throttled, disk full)
and the task is tried again, or it lasts (`Lasting`) and the task fails at once: see `airflow_io.tasks.RETRIES`.
"""

import errno

KEY_REFUSED = frozenset({401, 403})
"""HTTP statuses of a wrong key or a missing permission. 408, 425, 429 and 5xx pass."""


class BundleError(Exception):
    """Base of all errors of this bundle."""

    exit_code = 1


class Lasting(BundleError):
    """Trying again ends the same way until a person has done what the line says."""


class SettingsError(Lasting):
    """A setting or an argument cannot be used."""

    exit_code = 2


class SourceError(BundleError):
    """The document source as a whole cannot be read or written."""

    exit_code = 2


class DocumentNameError(Lasting):
    """A document name that must not be used as a path."""

    exit_code = 2


class SourceRefused(Lasting, SourceError):
    """The source says no, and will say it again: no permission, no such place, no such document."""


class UnreadableDocument(BundleError):
    """One document that cannot be read; it is quarantined with this message as the reason."""


class LakeError(BundleError):
    """The tables cannot be read or written."""

    exit_code = 2


class Unsettled(LakeError):
    """Another run is writing tables that belong together; in a moment they agree again."""


class LakeRefused(Lasting, LakeError):
    """The storage of the tables says no, and will say it again: no permission, no such place."""


class ModelError(BundleError):
    """The embedding model cannot be had."""

    exit_code = 2


class ModelRefused(Lasting, ModelError):
    """The model is there, or its hub is, but it cannot be read or must not be trusted."""


class ModelCallError(BundleError):
    """A language model did not answer this once: busy, slow, away."""

    exit_code = 2


class ModelCallRefused(Lasting, ModelCallError):
    """A language model will not answer this call: wrong key, no such model, no money left, not that prompt."""


class StoreError(BundleError):
    """The vector store cannot be reached or does not hold what the tables say."""


class NothingServed(StoreError):
    """The vector store answers, and no collection is served."""


class StoreRefused(Lasting, StoreError):
    """The vector store says no, and will say it again: wrong key, wrong dimension, too few right answers."""


class Disagreement(Lasting):
    """Source, tables and vector store do not agree, and no step will mend it by itself."""


class Overdue(Lasting):
    """A document has been waiting to be searchable for too long."""


class ApprovalNeeded(Lasting):
    """More chunks would be embedded than may be without a person's decision."""

    exit_code = 3


def is_refusal(error: BaseException) -> bool:
    """Says whether a file system said no for good; a full disk or a lost mount may come back."""
    refusals = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)
    return isinstance(error, OSError) and error.errno in refusals
