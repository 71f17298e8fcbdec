"""Loaded by every Python process that ``wxlocal run`` starts (PYTHONPATH): see ``redirect``. Goes on to the
sitecustomize that the process would have loaded without us.
"""

from __future__ import annotations

import os
import sys
from importlib import machinery

_HERE = os.path.dirname(os.path.abspath(__file__))


def _lead() -> None:
    port = os.environ.get("WXLOCAL_PROXY_PORT", "")
    if not port.isdigit():
        return
    file = os.path.join(os.path.dirname(_HERE), "redirect.py")
    redirect = type(sys)("_wxlocal_redirect")
    redirect.__file__ = file
    sys.modules[redirect.__name__] = redirect
    machinery.SourceFileLoader(redirect.__name__, file).exec_module(redirect)
    redirect.begin(
        redirect.Way(
            int(port),
            os.environ.get("WXLOCAL_CA", ""),
            os.environ.get("WXLOCAL_HOSTS", "").split(","),
            [end for end in os.environ.get("WXLOCAL_HOST_SUFFIXES", "").split(",") if end],
            os.environ.get("WXLOCAL_OFFLINE") == "1",
            certifi=os.environ.get("WXLOCAL_BUNDLE", ""),
        )
    )


def _go_on() -> None:
    others = [path for path in sys.path if os.path.abspath(path or ".") != _HERE]
    spec = machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        from importlib import util

        module = util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_lead()
_go_on()
