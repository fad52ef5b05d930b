"""Parts of the DataLoader: collating, fetching, worker processes."""
