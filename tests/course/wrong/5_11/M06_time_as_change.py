"""A file's time is taken for its content."""

REQUIREMENT = "R6"
CHANGES = [("{sha256(path.read_bytes()).hexdigest()}", "{path.stat().st_mtime_ns}")]
