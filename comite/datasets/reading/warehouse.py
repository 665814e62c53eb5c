"""DuckDB behind bars: the places it is given, no network, no extension, a settled configuration."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import duckdb

THREADS = 2
MEMORY_MEGABYTES = 256
WIDE_COLUMNS = 200

Connection: TypeAlias = "duckdb.DuckDBPyConnection"


@contextmanager
def opened(folder: Path | None = None, files: Sequence[Path] = (), width: int = 0) -> Iterator[Connection]:
    """A database in memory that knows this folder and these files only; short of memory, a `MemoryError`.

    A column costs about 150 kB for each thread, whatever it holds: wide tables get more memory, one thread.
    """
    import duckdb  # noqa: PLC0415 - 20 MB that a process without tables to read never needs

    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": THREADS if width <= WIDE_COLUMNS else 1,
            "memory_limit": f"{MEMORY_MEGABYTES + width * 3 // 10}MB",
            "temp_directory": str(folder / "spill") if folder else "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    folders = [path_sql(folder)] if folder else []
    try:
        connection.execute(f"SET allowed_directories = [{', '.join(folders)}]")
        connection.execute(f"SET allowed_paths = [{', '.join(map(path_sql, files))}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    except duckdb.OutOfMemoryException as error:
        raise MemoryError from error
    finally:
        connection.close()


def path_sql(path: Path) -> str:
    """A path as an SQL string."""
    return "'" + str(path.resolve()).replace("'", "''") + "'"


def table_sql(path: Path) -> str:
    """A Parquet file as an SQL source, whatever its name: in the storage it bears its digest."""
    return f"read_parquet({path_sql(path)})"
