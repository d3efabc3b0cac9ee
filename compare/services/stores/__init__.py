"""Protocols of the stores of the catalogue, one module per aggregate, with the records that they keep."""
