"""What is known of institutions: the built-in table of facts (table.py), and a registry that a user loads."""

from loaders.registry.table import REGISTRY, InstitutionFact, by_key, facts, institution_key

__all__ = ["REGISTRY", "InstitutionFact", "by_key", "facts", "institution_key"]
