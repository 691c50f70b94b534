"""The everyday commands: ``check``, ``checklist``, ``build``, ``serve``, ``new`` and ``describe``.

A room is imported when its command runs, because nobody should wait for the spreadsheets who wants a check.
"""
