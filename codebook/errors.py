"""The one base class of the errors that a person may see."""

from typing import ClassVar


class IntercoderError(Exception):
    """A failure told in three parts: what happened, why, and what to do about it.

    Every error of the five packages is a subclass, so one handler at the command line is enough.
    A message may name files, documents, lines and codes; it never holds transcript text or a key.
    """

    exit_code: ClassVar[int] = 1
    """What the command line returns: 2 usage or input, 4 configuration, 5 endpoint, 6 study file."""

    def __init__(self, what: str, *, why: str = "", do: str = "") -> None:
        self.what = what
        self.why = why
        self.do = do
        super().__init__(" ".join(part for part in (what, why, do) if part))


class ConfigurationError(IntercoderError):
    """A setting cannot be used as it is."""

    exit_code = 4


class InputError(IntercoderError):
    """A file or an argument that was given to Intercoder cannot be used as it is."""

    exit_code = 2
