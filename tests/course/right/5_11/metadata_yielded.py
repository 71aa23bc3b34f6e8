"""The function yields Metadata; an alias is used twice by name."""

CHANGES = [
    (
        '    outlet_events[self].extra = {"documents": len(catalogue)}\n',
        '    from airflow.sdk import Metadata\n\n    yield Metadata(self, {"documents": len(catalogue)})\n',
    ),
    (
        "outlet_events[SHELVES].add(shelf_asset, extra",
        'outlet_events[AssetAlias("exercise_5_11_shelves")].add(shelf_asset, extra',
    ),
]
