"""Which category a sentence belongs to: from the words of the categories alone, or learned from sorted sentences."""

from sanshe.engines.language.routing.evaluation import ClassFigures, Evaluation, evaluate
from sanshe.engines.language.routing.linear import train
from sanshe.engines.language.routing.router import Router
from sanshe.engines.language.routing.routes import Category, Route, Routing

__all__ = ["Category", "ClassFigures", "Evaluation", "Route", "Router", "Routing", "evaluate", "train"]
