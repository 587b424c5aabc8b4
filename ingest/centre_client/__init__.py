"""The command centre as a node calls it by HTTP."""
