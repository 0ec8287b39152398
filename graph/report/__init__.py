"""Reports: what questions answer, put together as the sections of a study. Pure functions of what a store answered;
only asking.py reads one. graph/views/report_*.py write them."""
