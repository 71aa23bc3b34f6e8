"""Each user has an asset, whose event says that their facts are other ones."""

REQUIREMENT = "R3"
CHANGES = [
    (
        "from airflow.sdk import Asset, Param",
        "from airflow.sdk import Asset, AssetAlias, Param",
    ),
    (
        """    @task(outlets=[FACTS])
    def learn_facts""",
        """    @task(outlets=[FACTS, AssetAlias("exercise_5_9_users")])
    def learn_facts""",
    ),
    (
        """        outlet_events[FACTS].extra = {"users": sorted({(facts.get(id_) or known[id_])["user"] for id_ in changed})}
""",
        """        users = sorted({(facts.get(id_) or known[id_])["user"] for id_ in changed})
        outlet_events[FACTS].extra = {"users": users}
        for user in users:
            facts_of_user = Asset(name=f"exercise_5_9_facts_of_{user}", uri=f"x-course://exercise_5_9/facts/{user}")
            outlet_events[AssetAlias("exercise_5_9_users")].add(facts_of_user)
""",
    ),
]
