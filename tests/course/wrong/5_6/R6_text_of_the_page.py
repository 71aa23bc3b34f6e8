"""The text of a point is cut from the page as it is uploaded by then."""

REQUIREMENT = "R6"
CHANGES = [
    ("            points = []\n", "            documents = WORKSHOP.documents()\n            points = []\n"),
    (
        '                points.append({"id": id_',
        '                number = chunks[payload["document"]]["hashes"].index(payload["hash"])\n                text = WORKSHOP.chunks(payload["document"], documents[payload["document"]])[number]\n                points.append({"id": id_',
    ),
    ('"text": known["text"]', '"text": text'),
]
