"""Whether numba is there: without it the NumPy engines run."""

from __future__ import annotations

import importlib.util

HAVE_NUMBA = importlib.util.find_spec("numba") is not None
