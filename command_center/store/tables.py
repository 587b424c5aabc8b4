"""All tables, for the migrations and for comparing them with the database."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

from command_center import store
from command_center.store.base import Base


def all_tables() -> MetaData:
    """Return the schema with every table in it.

    A table is known to it once its module is imported; those are named ``…_row``.
    """
    for module in pkgutil.iter_modules(store.__path__, f"{store.__name__}."):
        if module.name.endswith("_row"):
            importlib.import_module(module.name)
    return Base.metadata
