"""Pure decisions of fulfilment."""

from qianbei.fulfilment.contracts import Job, JobRefusal

WRONG_CODES_MAX = 5
"""Four digits guessed five times succeed once in 2,000; then a person must look."""


def code_opens(job: Job, expected: str, given: str) -> JobRefusal | None:
    """None when the code is right and may still be tried."""
    if job.wrong_codes >= WRONG_CODES_MAX:
        return JobRefusal.CODE_LOCKED
    return None if given.strip() == expected else JobRefusal.WRONG_CODE
