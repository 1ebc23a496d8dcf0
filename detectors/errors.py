"""What can go wrong while text is examined; each of these refuses the text.

DetectionError
+-- BudgetExhausted     the text's or the request's CPU budget is spent
+-- DetectorFailed      a detector raised; its name is kept, its message is not
+-- ConfigurationError  a configured entity type or recogniser does not exist
SurrogateCollision      two values of one request would share a surrogate
"""

from __future__ import annotations


class DetectionError(Exception):
    """A text could not be examined to its end; it must not be passed on."""


class BudgetExhausted(DetectionError):
    """The CPU budget of a text or of a request is spent."""


class DetectorFailed(DetectionError):
    """A detector raised an error.

    The message names the detector and the class of its error only: the error's own
    text may quote what was examined.
    """

    def __init__(self, detector: str, error: type[BaseException]) -> None:
        super().__init__(f"detector {detector} failed with {error.__name__}")
        self.detector = detector


class ConfigurationError(DetectionError):
    """A configured entity type, recogniser or pattern is not usable."""


class SurrogateCollision(Exception):
    """Two values of one request would share a surrogate; the message holds no value."""
