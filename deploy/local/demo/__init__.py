"""静安区 as a demo: one story from three weeks before the last whole quarter until today, told through the actions that
people and programs use, on a moved clock.

story.py, season.py (the quarter) and lately.py (the last weeks, the week ahead) say what happens on which day; the
other modules are what people do. Nothing is chosen by chance: on the same day it is the same each time, and on another
the same things happen, as long before it.
"""

from deploy.local.demo.story import load

__all__ = ["load"]
