"""What a text (a news article, a report) names: institutions, countries, persons beside them, joint work."""
