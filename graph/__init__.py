"""The dataset: records become claims, claims become a reading, and both become a generation of the store."""
