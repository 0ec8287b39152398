"""Lists of institutions as somebody publishes them: one reader a shape, how an entry meets an institution, what is stored."""
