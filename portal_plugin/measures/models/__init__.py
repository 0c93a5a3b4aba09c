"""Tables of plans, measures, progress and the ITA result; one subject a module."""

from portal_plugin.measures.models.ita import (
    IndicatorScore,
    ItaAssessment,
    ItaIssue,
    ItaIssueMeasure,
)
from portal_plugin.measures.models.measure import (
    BudgetLine,
    Indicator,
    Measure,
    MeasureDepartment,
    Step,
)
from portal_plugin.measures.models.plan import (
    Dimension,
    Mission,
    Plan,
    PlanTarget,
    RiskControl,
    RiskItem,
)
from portal_plugin.measures.models.progress import Evidence, ProgressEntry, Reopening, Round

__all__ = [
    "BudgetLine",
    "Dimension",
    "Evidence",
    "Indicator",
    "IndicatorScore",
    "ItaAssessment",
    "ItaIssue",
    "ItaIssueMeasure",
    "Measure",
    "MeasureDepartment",
    "Mission",
    "Plan",
    "PlanTarget",
    "ProgressEntry",
    "Reopening",
    "RiskControl",
    "RiskItem",
    "Round",
    "Step",
]
