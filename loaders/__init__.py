"""From a file to the graph: printed records become decisions."""
