"""Catalogue: the services that organisations hold ready, as HSDS describes them.

Nouns: Service, Location, ServiceAtLocation, and the taxonomy terms a service carries. A service becomes findable for a
resident when the exchange offers it; the catalogue itself only describes.
Invariants: what came from outside is known by (source, source_id) once; ages are whole years with minimum ≤ maximum.
"""
