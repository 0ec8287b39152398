"""What people decided: one append-only file that outlives the store (file.py), what each line says (entry.py), what of
it is in force (standing.py), and what that does to a reading (affiliation.py, institution.py)."""
