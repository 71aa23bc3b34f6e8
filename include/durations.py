"""How long something took or will take, in words; the pages say it the same way (`duration` of `parts.js`)."""


def duration(seconds: float) -> str:
    """Returns seconds as a person says them: `1.5 s`, `12 min`, `2.8 h`."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
