"""The export of a Slack workspace: the zip as Slack makes it, read where it lies.

Start from `export.read_slack_export`, `export.threads_of` and `forgetting.without_user`.
"""
