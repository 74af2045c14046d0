"""Pure decisions of fulfilment: who gets the cups of a slot, and whether a code opens a handover."""

from collections.abc import Mapping, Sequence

from qianbei.fulfilment.contracts import Job, JobRefusal, Reservation, Slot, SlotKey

WRONG_CODES_MAX = 5
"""Four digits guessed five times succeed once in 2,000; then a person must look."""


def reserve(slots: Mapping[SlotKey, Slot], requests: Sequence[Reservation]) -> list[bool]:
    """In request order: each accepted reservation is seen by those after it; a slot never gives more than it has."""
    taken = {key: slot.cups_taken for key, slot in slots.items()}
    outcomes = []
    for request in requests:
        slot = slots.get(request.slot)
        fits = slot is not None and taken[request.slot] + request.cups <= slot.cups_offered
        if fits:
            taken[request.slot] += request.cups
        outcomes.append(fits)
    return outcomes


def code_opens(job: Job, expected: str, given: str) -> JobRefusal | None:
    """None when the code is right and may still be tried."""
    if job.wrong_codes >= WRONG_CODES_MAX:
        return JobRefusal.CODE_LOCKED
    return None if given.strip() == expected else JobRefusal.WRONG_CODE
