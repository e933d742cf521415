"""Taxonomy: the words by which needs, offers and services are sorted.

Nouns: TaxonomyTerm (HSDS taxonomy_term), its parent, its words. Our own taxonomies are `fields` (the fourteen
professional fields of social work) and `categories` (what people ask for and give, two levels); imported directories
bring taxonomies of their own, named by their source.

Invariants: a code never changes within its taxonomy; a category belongs to one field; the words people really use
stand beside the official names and are what routing learns from first. What an operator changed is left alone by
later versions of the shipped terms; a retired category takes nothing new and loses nothing old.
"""
