"""YAML as text with the line of every value, read and written. The only room that imports ``yaml``."""
