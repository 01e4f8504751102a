"""静安区 as a demo: one story of five weeks, told through the actions that people and programs use, on a moved clock.

story.py says what happens in which order; the other modules are its scenes. Nothing is chosen by chance or by the
date of today, so that it is the same each time.
"""

from deploy.local.demo.story import load

__all__ = ["load"]
