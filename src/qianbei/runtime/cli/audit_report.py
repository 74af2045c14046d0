"""What `qianbei audit` prints of the findings."""

import json
import sys
from collections.abc import Sequence

from qianbei.db.database import Database
from qianbei.views.audit import Finding, audit

SHOWN_MAX = 5
"""Offending ids that a person is shown of one check; --json tells all that were found."""


async def run_audit(dsn: str, cell: int, as_json: bool) -> bool:
    """Audits, prints; whether every promise holds."""
    async with Database.opened(dsn, max_connections=2) as database:
        findings = await audit(database, cell)
    sys.stdout.write(_as_json(findings) if as_json else _as_text(findings))
    return all(finding.is_kept for finding in findings)


def _as_json(findings: Sequence[Finding]) -> str:
    rows = [
        {"name": each.name, "promise": each.promise, "ok": each.is_kept, "offending": each.offending}
        for each in findings
    ]
    return json.dumps({"ok": all(each.is_kept for each in findings), "findings": rows}, indent=2) + "\n"


def _as_text(findings: Sequence[Finding]) -> str:
    lines = []
    for each in findings:
        mark = "holds " if each.is_kept else "BROKEN"
        lines.append(f"{mark}  promise {each.promise}  {each.name.replace('_', ' ')}")
        lines += [f"          {offender}" for offender in each.offending[:SHOWN_MAX]]
        if len(each.offending) > SHOWN_MAX:
            lines.append(f"          … {len(each.offending)} found; --json tells them")
    broken = sum(not each.is_kept for each in findings)
    lines.append(
        f"{broken} of {len(findings)} checks are broken" if broken else f"all {len(findings)} checks hold"
    )
    return "\n".join(lines) + "\n"
