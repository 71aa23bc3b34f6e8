# >>>
# === """As it was before the move: the index of the handbook, by the old ids."""
# ===
# === from airflow.sdk import Asset, dag, task
# ===
# === from include.course.workshop import Workshop
# ===
# === WORKSHOP = Workshop("incident_5")
# === PAGES = Asset(name="incident_5_pages", uri="file:///incident_5/pages", group="incident")
# ===
# ===
# === @dag(schedule=[PAGES], is_paused_upon_creation=False, tags=["incident"])
# === def incident_5_index() -> None:
# ===     """Put every page that was published into the index."""
# ===
# ===     @task
# ===     def index() -> None:
# ===         index = WORKSHOP.load("index")
# ===         for name, row in WORKSHOP.load("published").items():
# ===             index[name.removesuffix(".md")] = {"page": name, **row}
# ===         WORKSHOP.save("index", index)
# ===
# ===     index()
# ===
# ===
# === incident_5_index()
# <<<
