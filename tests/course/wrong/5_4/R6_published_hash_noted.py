"""What is noted is the hash that was published, not that of the text that was embedded."""

REQUIREMENT = "R6"
CHANGES = [('{**due[name], "sha256": sha256(texts[name].encode()).hexdigest()}', "due[name]")]
