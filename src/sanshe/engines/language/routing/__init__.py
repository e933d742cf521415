"""Which category a sentence belongs to: from the words of the categories alone, or learned from sorted sentences."""

from sanshe.engines.language.routing.blending import blended
from sanshe.engines.language.routing.evaluation import ClassFigures, Evaluation, evaluate, judge, paired_difference
from sanshe.engines.language.routing.learning import Learned, learn
from sanshe.engines.language.routing.linear import router_from_bytes, router_to_bytes, train
from sanshe.engines.language.routing.router import Router
from sanshe.engines.language.routing.routes import Category, Route, Routing
from sanshe.engines.language.routing.self_training import train_from_words

__all__ = [
    "Category",
    "ClassFigures",
    "Evaluation",
    "Learned",
    "Route",
    "Router",
    "Routing",
    "blended",
    "evaluate",
    "judge",
    "learn",
    "paired_difference",
    "router_from_bytes",
    "router_to_bytes",
    "train",
    "train_from_words",
]
