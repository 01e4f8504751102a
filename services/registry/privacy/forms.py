from typing import Literal

from shared.web import Body


class Sure(Body):
    """What cannot be taken back is said twice."""

    sure: Literal[True]
