"""The chart room: lines, bars, stacked bars and trees as one ``<svg>`` each, drawn when the site is built.

Every chart has a title and a description in words. Series are told apart by dashes, shapes, order and names, never by
colour alone. Data that cannot be drawn truthfully raise ``ValueError``. Imports nothing of ours.
"""

from macros.charts.lines_and_bars import bar_chart, line_chart, stacked_chart
from macros.charts.trees import organisation_chart, plan_tree
from macros.charts.words import Series

__all__ = ["Series", "bar_chart", "line_chart", "organisation_chart", "plan_tree", "stacked_chart"]
