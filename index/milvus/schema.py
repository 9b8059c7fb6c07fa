"""What the two collections hold.

passages   a row a passage: its place, what searches are narrowed by, its vector and the weights of its terms
articles   an article in parts of so many characters, as JSON; part 0 carries its entry. One row more is the state
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymilvus import MilvusClient

BYTES = 65_535  # Milvus' longest text
NAME_BYTES = 1_024  # of ids, publishers and paths
TAG_BYTES = 512
TAGS = 256
_HNSW = {"M": 16, "efConstruction": 200}


def passages(client: "MilvusClient", dim: int) -> tuple[Any, Any]:
    """Schema and indexes of the passages; ``dim`` numbers are in a vector."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    for name in ("article", "publisher"):
        schema.add_field(name, DataType.VARCHAR, max_length=NAME_BYTES)
    for name in ("version", "text_key", "language"):
        schema.add_field(name, DataType.VARCHAR, max_length=64)
    for name in ("start", "stop", "first_day", "last_day"):
        schema.add_field(name, DataType.INT64)
    schema.add_field("tags", DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=TAGS, max_length=TAG_BYTES)
    schema.add_field("characters", DataType.VARCHAR, max_length=BYTES)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    indexes.add_index(field_name="vector", index_type="HNSW", metric_type="IP", params=_HNSW)
    indexes.add_index(field_name="terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    for name in ("article", "version", "publisher", "language"):
        indexes.add_index(field_name=name, index_type="INVERTED")
    return schema, indexes


def articles(client: "MilvusClient") -> tuple[Any, Any]:
    """Schema and indexes of the articles. A collection must have a vector: theirs says nothing."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=64)
    for name in ("article", "path"):
        schema.add_field(name, DataType.VARCHAR, max_length=4 * NAME_BYTES)
    for name in ("version", "text_key"):
        schema.add_field(name, DataType.VARCHAR, max_length=64)
    for name in ("part", "bucket", "born", "passages"):
        schema.add_field(name, DataType.INT64)
    for name in ("entry", "body"):
        schema.add_field(name, DataType.VARCHAR, max_length=BYTES)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
    indexes = client.prepare_index_params()
    indexes.add_index(field_name="nothing", index_type="FLAT", metric_type="L2")
    for name in ("article", "version", "text_key", "bucket"):
        indexes.add_index(field_name=name, index_type="INVERTED")
    return schema, indexes
