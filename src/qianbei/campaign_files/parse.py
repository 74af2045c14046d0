"""Campaign text → `CampaignFile`, or every problem in it with its line and column."""

from qianbei.campaign_files.check import findings
from qianbei.campaign_files.schema import CampaignFile
from qianbei.menu.build import build
from qianbei.menu.document import read_document
from qianbei.menu.problems import PROBLEMS_MAX, Problem, path_text


def parse_campaign(text: str) -> CampaignFile | list[Problem]:
    """The checked file, or its problems in the order of the text. Never raises.

    What the values mean is judged only when all of them have their form.
    """
    root, problems = read_document(text)
    if root is None:
        return problems
    built = build(root, CampaignFile)
    problems += built.problems
    if not problems and built.value is not None:
        for path, code, parameters in findings(built.value):
            place = path
            while place not in built.places:
                place = place[:-1]
            problems.append(Problem(*built.places[place], path_text(path), code, parameters))
    if problems or built.value is None:
        return sorted(problems, key=lambda each: (each.line, each.column))[:PROBLEMS_MAX]
    return built.value
