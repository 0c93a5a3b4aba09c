"""Open311 GeoReport v2: other programs list services, post complaints and read how they stand.

The specification is at wiki.open311.org/GeoReport_v2.
"""
