"""The market for treating spinal metastases: data, model, analysis and charts. Imports no user interface.

The names are those of __init__.pyi; each is imported by its first use.
"""

import lazy_loader

from spinemkt.version import VERSION as __version__  # noqa: F401

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
