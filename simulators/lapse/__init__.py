"""Generated time-lapses: weeks of one view in minutes, with the truth of every visit."""
