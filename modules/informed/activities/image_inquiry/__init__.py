"""`act.enquete-image`: five cases, clues to open in any order, a belief that moves."""

from modules.informed.activities.image_inquiry.activity import ImageInquiry, load

__all__ = ["ImageInquiry", "load"]
