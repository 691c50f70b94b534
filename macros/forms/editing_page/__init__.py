"""The editing page ``/admin/``: Sveltia CMS on forms that are made from the declarations. Off unless it is turned on."""

from __future__ import annotations

from macros.forms.editing_page.laying import NoProgram as NoProgram
from macros.forms.editing_page.laying import lay_editing_page as lay_editing_page
