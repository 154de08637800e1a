"""The one way in: what every app's actions are made of, and core's own actions in the files beside.

Apps import the names below; core's actions (`files`, `rules`, `calendar`, `numbering`, `reveal`) are
imported from their own files, for they need tables that are not loaded yet when roles ask for names.
"""

from .kernel import (
    ACTIONS,
    CAPABILITIES,
    OWN_STEPS,
    SYSTEM,
    Actor,
    Busy,
    Capability,
    System,
    action,
    because,
    bind_request,
    is_illegal_step,
    own_steps,
    refused_as,
    require,
)

__all__ = [
    "ACTIONS",
    "CAPABILITIES",
    "OWN_STEPS",
    "SYSTEM",
    "Actor",
    "Busy",
    "Capability",
    "System",
    "action",
    "because",
    "bind_request",
    "is_illegal_step",
    "own_steps",
    "refused_as",
    "require",
]
