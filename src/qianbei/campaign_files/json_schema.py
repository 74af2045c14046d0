"""The campaign file as a JSON Schema: `python -m qianbei.campaign_files.json_schema > docs/campaign.schema.json`."""

import sys

from qianbei.campaign_files.schema import CampaignFile
from qianbei.menu.json_schema import json_schema

if __name__ == "__main__":
    sys.stdout.write(json_schema(CampaignFile, "Qianbei campaign"))
