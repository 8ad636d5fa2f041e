"""What a page says of an error: in which words, and what to do about it. A hint must fit the very error."""

from dataclasses import dataclass
from types import MappingProxyType

from api_hooks.errors import (
    AccessDeniedError,
    ApiError,
    BodyTooLargeError,
    ForeignFormError,
    InvalidFieldsError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
    UnknownUserError,
)

_LIST = ("/athletes", "The list of athletes")
_AS_ANOTHER = ("/sign-in", "Sign in as somebody else")


@dataclass(frozen=True, slots=True)
class Hint:
    """A heading, advice (may be empty), and where to go: paths of ours with their words."""

    heading: str
    advice: str = ""
    links: tuple[tuple[str, str], ...] = (_LIST, _AS_ANOTHER)
    #: Whether the same request may do a moment later.
    is_passing: bool = False


def hint_of(error: ApiError, path: str) -> Hint:
    """The hint for an error.

    Args:
        error: what went wrong.
        path: what was asked for.
    """
    if isinstance(error, ForeignFormError):
        return _of_foreign_form(path)
    if isinstance(error, InvalidFieldsError):
        return _of_field(error.details[0].field, path)
    if isinstance(error, AccessDeniedError) and path.startswith("/businesses/"):
        return Hint(
            "You may not see this page",
            "The business is not one of yours, or does not exist. If that is wrong, ask who manages access.",
        )
    return next((hint for kind, hint in _HINTS if isinstance(error, kind)), Hint("That did not work"))


def _of_foreign_form(path: str) -> Hint:
    own, what = ("/sign-out", "sign out") if path.endswith("/sign-out") else ("/sign-in", "sign in")
    return Hint(
        "This form was sent from another site",
        f"Nothing has changed. Open our own page, and {what} there.",
        ((own, f"The page to {what}"),),
    )


def _of_field(field: str, path: str) -> Hint:
    if field == "days":
        return Hint(
            "That number of days cannot be shown",
            "Correct it in the address, or leave it out.",
            ((path, "The page with its usual number of days"), _LIST),
        )
    whose = next((words for start, words in _WHOSE.items() if path.startswith(start)), "An athlete")
    return Hint("The address is not right", f"{whose}'s address has the {whose.split()[-1]}'s id in it.")


_WHOSE = MappingProxyType({"/teams/": "A team", "/businesses/": "A business"})

#: The first one that the error is an instance of.
_HINTS: tuple[tuple[type[ApiError], Hint], ...] = (
    (
        UnknownUserError,
        Hint(
            "This platform does not know you",
            "This token names a user whom this platform does not know: ask for a new one.",
            (("/sign-in", "Sign in with another token"),),
        ),
    ),
    (NotFoundError, Hint("There is no such page", "Check the address, or choose an athlete from the list.")),
    (
        AccessDeniedError,
        Hint(
            "You may not see this page",
            "The athlete is not one of yours, or does not exist. If that is wrong, ask who manages access.",
        ),
    ),
    (BodyTooLargeError, Hint("That is too much", "A token is much shorter.", (("/sign-in", "Try again"),))),
    (TooManyRequestsError, Hint("You have asked too often", "Try again in a minute.", is_passing=True)),
    (
        UnavailableError,
        Hint("The database does not answer", "Nothing is lost. Try again in a few seconds.", is_passing=True),
    ),
)
