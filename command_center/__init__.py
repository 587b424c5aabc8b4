"""The command centre: queue, store, tasks and the wall (numbers of contracts as in the design)."""
