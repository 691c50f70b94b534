"""Forms for those who start from a form and not from an empty file; all made from the declarations."""

from __future__ import annotations

from macros.forms.command import add_forms as add_forms
