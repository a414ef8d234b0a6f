"""Editions: one TOML file for each year, loaded, catalogued and compared."""
