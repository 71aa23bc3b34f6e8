"""What was written is said to be all there should be; the collection is not asked."""

REQUIREMENT = "R8"
CHANGES = [('"written": len(points),', '"written": len(wanted),')]
