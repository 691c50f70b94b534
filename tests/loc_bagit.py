"""Ask the Library of Congress's own reader whether a package is a valid bag:  python tests/loc_bagit.py FOLDER

The last of its releases that comes as a wheel asks ``pkg_resources``, which setuptools no longer has, for its own
version and nothing else; here the standard library answers.
"""

from __future__ import annotations

import importlib.metadata
import sys
import types

stand_in = types.ModuleType("pkg_resources")
stand_in.DistributionNotFound = importlib.metadata.PackageNotFoundError  # type: ignore[attr-defined]
stand_in.get_distribution = importlib.metadata.distribution  # type: ignore[attr-defined]
sys.modules["pkg_resources"] = stand_in

import bagit  # noqa: E402

bagit.Bag(sys.argv[1]).validate()
print("valid")
