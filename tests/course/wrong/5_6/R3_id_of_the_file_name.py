"""The id is made of the file's name without its folder: of two pages that are called the same one is not found."""

REQUIREMENT = "R3"
CHANGES = [('f"{document}#{hash_}"', "f\"{document.rsplit('/')[-1]}#{hash_}\"")]
