"""What can stop a measurement of agreement."""

from codebook import InputError


class AgreementError(InputError):
    """The codings that were given cannot be compared as asked."""
