"""Places: the divisions and communities a district is made of, the landmarks neighbours name, who lives there.

Nouns: Division (province, city, district, subdistrict; codes of 2, 4, 6, 9 digits), Community (12-digit statistical
code, outline as GeoJSON in WGS-84), Landmark, PopulationCell. Invariants: a code is unique and begins with the code
of what it lies in; longitudes and latitudes are degrees, WGS-84, rounded to what a landmark needs, never a home;
an outline is a Polygon or MultiPolygon; the ages of a year follow one another without gap or overlap, and what
everybody sees of them lets nobody work out a figure below ten.
"""
