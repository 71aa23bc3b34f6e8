"""What can go wrong, in the words of the person who has to mend it.

Every message is one line: what happened, where, and what to do next. The command line prints it without a traceback
and ends with `exit_code`; a task fails with it.
"""


class BundleError(Exception):
    """Base of all errors of this bundle."""

    exit_code = 1


class SettingsError(BundleError):
    """A setting or an argument cannot be used."""

    exit_code = 2


class SourceError(BundleError):
    """The document source as a whole cannot be read or written."""

    exit_code = 2


class DocumentNameError(BundleError):
    """A document name that must not be used as a path."""

    exit_code = 2


class UnreadableDocument(BundleError):
    """One document that cannot be read; it is quarantined with this message as the reason."""


class LakeError(BundleError):
    """The tables cannot be read or written."""

    exit_code = 2


class ModelError(BundleError):
    """The embedding model cannot be found, read or trusted."""

    exit_code = 2


class StoreError(BundleError):
    """The vector store cannot be reached or does not hold what the tables say."""


class ApprovalNeeded(BundleError):
    """More chunks would be embedded than may be without a person's decision."""

    exit_code = 3
