"""What can go wrong in the debounce layer."""


class CoalescingError(Exception):
    """Base of all errors of this package."""


class UnknownLaneError(CoalescingError):
    """Raised when a lane's name is not declared."""


class InvalidLaneError(CoalescingError):
    """Raised at import when a lane's policy makes no sense."""


class InvalidKeyError(CoalescingError):
    """Raised when a key is empty or over the limit."""


class InvalidPayloadError(CoalescingError):
    """Raised when a payload is not what its lane can merge."""


class PayloadTooLargeError(CoalescingError):
    """Raised when a payload is over the limit."""


class RedisUnavailableError(CoalescingError):
    """Raised when Redis does not answer in time, or the breaker is open because it lately did not."""


class ScriptRefusedError(RedisUnavailableError):
    """Raised when Redis answers, but does not run a script: out of memory, read only, a defect."""
