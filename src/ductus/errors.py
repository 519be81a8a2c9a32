"""The one exception for a user's mistake, and other exceptions in its words."""


class DuctusError(Exception):
    """Bad input: the message is one line that names the file or key, what was expected, what came.

    The command line prints it without a traceback and exits with status 2.
    """


LONGEST = 300  # code points of a library's message: some quote a whole file


def one_line(error: object) -> str:
    """What an exception (or anything) says, in one line that is never empty nor very long."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 3]}..."
