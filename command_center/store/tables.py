"""All tables, so that whoever needs the whole schema imports one file."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

from command_center import store
from command_center.store.base import Base

# A table is known to the schema once its module is imported.
for _module in pkgutil.iter_modules(store.__path__, f"{store.__name__}."):
    if _module.name.endswith("_row"):
        importlib.import_module(_module.name)

METADATA: MetaData = Base.metadata
