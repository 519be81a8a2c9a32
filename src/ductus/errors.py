"""The one exception for a user's mistake."""


class DuctusError(Exception):
    """Bad input: the message is one line that names the file or key, what was expected, what came.

    The command line prints it without a traceback and exits with status 2.
    """
