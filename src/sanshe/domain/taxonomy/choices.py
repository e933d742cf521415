"""Names of the taxonomies that Sanshe itself keeps."""

FIELDS = "fields"
CATEGORIES = "categories"
