"""Tools of OpenAI's responses, requests: definitions and choices.

Tools that run at the provider (web and file search, code interpreter, MCP, images,
programs) take the conversation's data further than this gateway sees, and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.proxy.leaves import Place
from gateway.proxy.wire.rules import Free, Name, Refused, Rule, Words
from gateway.proxy.wire.shapes import Items, Members, OneOf, Variants

_FOREIGN = "a tool that runs at the provider"
_CALLERS = Items(Words("direct", "programmatic"))
_NAMED: Mapping[str, Rule] = {
    "name": Name(Place.DEFINITION),
    "description": Free(within=None),
    "defer_loading": Free(),
    "async": Free(),
    "allowed_callers": _CALLERS,
}
_FUNCTIONS: Mapping[str, Rule] = {
    "function": Members(
        {
            **_NAMED,
            "parameters": Free(within=None),
            "output_schema": Free(within=None),
            "strict": Free(),
        },
        within=Place.DEFINITION,
    ),
    "custom": Members({**_NAMED, "format": Free(within=None)}, within=Place.DEFINITION),
}
LOCAL = Members(
    {
        "skills": Items(
            Members(
                {
                    "name": Name(Place.DEFINITION),
                    "description": Free(within=None),
                    "path": Free(within=None),
                }
            )
        )
    }
)
TOOLS = Items(
    Variants(
        {
            **_FUNCTIONS,
            "namespace": Members(
                {
                    "name": Name(Place.DEFINITION),
                    "description": Free(within=None),
                    "tools": Items(Variants(_FUNCTIONS, what=_FOREIGN)),
                },
                within=Place.DEFINITION,
            ),
            "tool_search": Members(
                {
                    "description": Free(within=None),
                    "parameters": Free(within=None),
                    "execution": Words("server", "client"),
                },
                within=Place.DEFINITION,
            ),
            "local_shell": Members({}),
            "apply_patch": Members({"allowed_callers": _CALLERS}),
            # Without an environment it is not said where the shell runs.
            "shell": Members(
                {
                    "environment": Variants(
                        {
                            "local": LOCAL,
                            "container_auto": Refused(_FOREIGN, example={}),
                            "container_reference": Refused(_FOREIGN, example={}),
                        },
                        what=_FOREIGN,
                    ),
                    "allowed_callers": _CALLERS,
                },
                within=Place.DEFINITION,
                required=frozenset({"environment"}),
            ),
            "computer": Members({}),
            "computer_use_preview": Members(
                {
                    "display_width": Free(),
                    "display_height": Free(),
                    "environment": Words("windows", "mac", "linux", "ubuntu", "browser"),
                }
            ),
            **dict.fromkeys(
                (
                    *("web_search", "web_search_preview", "file_search", "code_interpreter"),
                    *("image_generation", "mcp", "programmatic_tool_calling"),
                ),
                Refused(_FOREIGN, example={}),
            ),
        },
        what=_FOREIGN,
    )
)
_CHOSEN: Mapping[str, Rule] = {
    "type": Words(
        "function", "custom", "allowed_tools", "apply_patch", "shell", "local_shell", "computer",
        "computer_use_preview", "namespace",
    ),
    "name": Name(Place.DEFINITION),
    "server_label": Name(Place.DEFINITION),
}  # fmt: skip
CHOICE = OneOf(
    string=Words("none", "auto", "required"),
    members=Members(
        {
            **_CHOSEN,
            "mode": Words("auto", "required"),
            "tools": Items(Members(_CHOSEN)),
        },
        within=Place.DEFINITION,
    ),
)
