"""What runs: crawls and rounds of them, files added, replays, and the way into the index."""
