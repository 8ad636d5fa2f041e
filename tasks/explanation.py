"""What an error is to people."""

from storage import ledger


def explain(error: Exception) -> str:
    """Kind and first line of an error: what a person needs, without the values that a detail may carry."""
    first_line = (str(error).splitlines() or [""])[0]
    # Neither PostgreSQL nor Redis would take these, and then nobody would know what failed.
    storable = first_line.replace("\0", "").encode(errors="replace").decode()
    return f"{type(error).__name__}: {storable}"[: ledger.LONGEST_ERROR]
