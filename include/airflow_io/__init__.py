"""Everything that knows Airflow, from assets and triggers to approvals and reports; nothing below it imports Airflow.

Start from `assets`, `tasks.task_settings` and `source_trigger.SourceTrigger`.
"""
