"""The search tab: the sources' own words, found and shown where they stand."""
