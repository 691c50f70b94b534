"""What is said about each thing that should not be published, and what to do about it."""

from __future__ import annotations

_SECRET = "take it out, and tell whoever looks after the site if it was sent in already, because the history keeps it"
_CONTACT = "take it out, or, if it belongs to an office and is public, add it to data/contacts.yml and say why"
_REASON = "take it out, or say in data/allowances.yml why it may be published, who decided that and when"

SAID = (
    ("national-insurance-number", "There is a National Insurance number here: “{}”.", _SECRET),
    ("nhs-number", "There is an NHS number here: “{}”.", _SECRET),
    ("payment-card", "There is the number of a payment card here: “{}”.", _SECRET),
    ("iban-number", "There is the number of a bank account (IBAN) here: “{}”.", _SECRET),
    ("bank-account", "There is a sort code with an account number here: “{}”.", _SECRET),
    ("identity-document", "There is the number of a passport or a driving licence here: “{}”.", _SECRET),
    ("date-of-birth", "There is somebody’s date of birth here: “{}”.", _REASON),
    ("phone-not-a-contact", "The telephone number “{}” is not among the public contacts.", _CONTACT),
    ("email-not-a-contact", "The email address “{}” is not among the public contacts.", _CONTACT),
    ("home-address", "This looks like where somebody lives: “{}”.", _CONTACT),
    ("signature-shown", "This looks like the picture of a signature: “{}”.", _REASON),
)
"""Each code with what is said about it and what to do."""

_CLEAN = "make a clean copy:  transparency attach {}"
_SAVE = "open it, {}, save it again and put it in the place of this one"

SAID_OF_FILES = (
    ("place-in-image", "The picture says where it was taken.", _CLEAN),
    ("author-in-file", "The file names a person among what it says about itself: “{}”.", _CLEAN),
    ("image-too-large", "The picture is larger than a page can show or a phone should fetch ({}).", _CLEAN),
    (
        "tracked-changes",
        "The file still holds what was changed in it, with what stood there before ({} places).",
        _SAVE.format("accept or reject all changes"),
    ),
    ("comments-in-file", "The file holds comments ({}).", _SAVE.format("delete all comments")),
    (
        "hidden-text",
        "There are words that a reader does not see and a computer does: {}.",
        _SAVE.format("delete what is hidden (a box drawn over words hides nothing)"),
    ),
    ("file-in-file", "There is another file inside this one.", _SAVE.format("take the other file out")),
    ("script-in-file", "There is a program inside this file.", _SAVE.format("save it without macros or scripts")),
    (
        "locked-file",
        "The file is locked with a password, or was saved in the old form of Office.",
        "save it without a password, as PDF, .docx or .xlsx",
    ),
    (
        "broken-attachment",
        "The file is damaged, or not what its name says.",
        "open it, save it again and put it in the place of this one; if it does not open, take it away",
    ),
    (
        "attachment-too-much",
        "The file could not be looked into with bearable effort: {}.",
        "save it smaller or in parts, or print it to a new PDF",
    ),
)
"""Each code with what is said about a file and what to do."""

WORDS = {code: (message, fix) for code, message, fix in (*SAID, *SAID_OF_FILES)}
