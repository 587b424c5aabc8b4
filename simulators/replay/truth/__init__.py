"""What really happened: people, counts, incidents and structures, from files or from scenes."""
