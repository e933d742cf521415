"""Places: the communities a district is made of, and the landmarks neighbours name.

Nouns: Community (12-digit statistical code, boundary as GeoJSON in WGS-84), Landmark. Invariants: a code is twelve
digits and unique; longitudes and latitudes are degrees, WGS-84, rounded to what a landmark needs, never a home.
"""
