"""What we use of Whoosh 2.7.4, imported without its noise."""

import warnings

with warnings.catch_warnings():
    # Whoosh 2.7.4 compares with literals by `is`, which newer Pythons say aloud when they compile it.
    warnings.simplefilter("ignore")
    from whoosh.codec.whoosh3 import W3Codec, W3Segment
    from whoosh.columns import VarBytesColumn
    from whoosh.fields import COLUMN, FieldType, Schema
    from whoosh.filedb.compound import CompoundStorage
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.formats import Existence, Positions
    from whoosh.index import TOC, FileIndex
    from whoosh.reading import SegmentReader
    from whoosh.writing import PostingPool, SegmentWriter

__all__ = [
    "COLUMN",
    "TOC",
    "BufferFile",
    "CompoundStorage",
    "Existence",
    "FieldType",
    "FileIndex",
    "FileStorage",
    "Positions",
    "PostingPool",
    "Schema",
    "SegmentReader",
    "SegmentWriter",
    "VarBytesColumn",
    "W3Codec",
    "W3Segment",
]
