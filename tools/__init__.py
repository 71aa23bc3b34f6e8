"""What the Makefile runs: installation, a local Airflow, the demo."""
