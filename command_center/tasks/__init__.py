"""Grid tasks: state table, deadlines, and where a task goes."""
