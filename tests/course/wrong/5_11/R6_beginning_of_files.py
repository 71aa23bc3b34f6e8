"""A file is what its first 4096 bytes say: an edit further down is none."""

REQUIREMENT = "R6"
CHANGES = [("sha256(path.read_bytes())", "sha256(path.read_bytes()[:4096])")]
