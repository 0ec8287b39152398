"""Records fetched from a service on the network into a file that `coauth load` reads."""
