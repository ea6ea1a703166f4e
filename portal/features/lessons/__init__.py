"""Lessons: what was learnt in an arrangement. The names other features may use."""

from flask import Flask

from portal.features.lessons import panels
from portal.features.lessons.actions import (
    LessonFacts,
    change_lesson,
    remove_lesson,
    share_lesson,
    withdraw_lesson,
    write_lesson,
)
from portal.features.lessons.models import Lesson, SharedLesson, Sort
from portal.features.lessons.views import bp

__all__ = [
    "Lesson",
    "LessonFacts",
    "SharedLesson",
    "Sort",
    "bp",
    "change_lesson",
    "init_app",
    "remove_lesson",
    "share_lesson",
    "withdraw_lesson",
    "write_lesson",
]


def init_app(app: Flask) -> None:
    """Add the pages and fill the panel of the page below."""
    app.register_blueprint(bp)
    panels.register(app)
