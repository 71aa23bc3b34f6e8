"""The asset is the bundle's, so the bundle's consumers wake as well."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        'name="exercise_5_4_documents", uri="x-course://exercise_5_4/documents"',
        'name="documents", uri="x-lake://documents"',
    )
]
