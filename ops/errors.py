"""What an operator is told when a command cannot go on."""


class OpsError(Exception):
    """Raised when a command cannot go on; the message says what to do next."""


class ServerError(OpsError):
    """Raised when an embedded server cannot be found, started or stopped."""


class DataFolderError(OpsError):
    """Raised when the data folder cannot be used, or is in use."""


class WrongArgumentError(OpsError):
    """Raised when what was typed names nothing that exists, or leaves out what is needed. Exit code 2."""
