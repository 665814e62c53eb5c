"""What experience reports are called on screen: names, and advice on what they may still say."""

from comite.experiences.labels.names import (
)

__all__ = [
]
