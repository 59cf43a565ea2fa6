"""Raw text in, a clean, versioned and validated Parquet dataset out."""

__version__ = "0.1.0"
