"""`act.bulle`: fifteen clicks narrow a feed, levers widen it, somebody chose what it aims at."""

from modules.informed.activities.bubble.activity import Bubble, load

__all__ = ["Bubble", "load"]
