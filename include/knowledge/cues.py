"""Words around a name by which the rules see that it is used, was used, or is only talked about."""

import re

CHANGED = re.compile(
    r"\b(?:now|switched|moved|migrated|replaced|upgraded|jumped|(?:gone|went|going) (?:up|over|back)|rewritten|swapped"
    r"|since|as of|from now on|these days|finally|any ?more|ditched|dropped|over to|brought|back on)\b",
    re.IGNORECASE,
)
ENDED_BEFORE = re.compile(
    r"\b(?:no longer(?: on| use| using| with)?|stopped using|gave up|ditched|dropped|got rid of|done with|goodbye to"
    r"|let|leave|left|leaving|off|no|no more)(?: our| the| my)? ?$",
    re.IGNORECASE,
)
ENDED_AFTER = re.compile(
    r"^(?:(?:'s| is| are| was| has been)? ?(?:switched off|gone|out of the house|history|retired|no more|dead)\b"
    r"| any ?more\b)",
    re.IGNORECASE,
)
NOT_USED = re.compile(
    r"(?:n't|\b(?:not|about|than|next to|like|unlike|asked|even|besides|never|against|versus|vs\.?|support for"
    r"|docs? (?:of|for)|touch|wanted|tried|try|learn\w*|love|limit on|there (?:we|I) had|was (?:written )?in"
    r"|it's called|years with|I have used|the plan was|(?:said )?no to|fails with|pay for|out of|get that"
    r"|ask(?:ed|ing)? for|borrowed|look at|one for|(?:half|yaml|price) of|same with|tired of|miss))\s+(?:\w+ )?$",
    re.IGNORECASE,
)
"""Before a name that somebody does not use."""
NOT_NOW = re.compile(
    r"^(?:!!| person would| is (?:too|still too|not|overkill|dead)\b| (?:broke|breaks|made|ate|destroyed)\b"
    r"| (?:keys?|man|licence|build|provider)\b| by (?:summer|autumn|winter|spring)| until (?:last|the)\b"
    r"| since school\b)"
)
"""Behind one."""
FROM = re.compile(r"\b(?:from|instead of|replac\w+|rather than|after years of)(?: our| the| my)? ?$", re.IGNORECASE)
TONGUE = re.compile(
    r"\b(?:speak|spoken|answer|questions|thinks?|dreams?|can do|on the phone|in the office|speaking|native"
    r"|mother tongue|fluent|write in|languages?|tickets)\b",
    re.IGNORECASE,
)
"""Where a language is one that somebody speaks."""
