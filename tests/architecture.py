"""The rules of the house as functions from parsed sources to violations.

tests/test_architecture.py runs each rule on the tree and on a planted violation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS, MOST_POSITIONAL = 400, 80, 5, 2

PURE = re.compile(
    r"gateway\.(errors|model|policy|policy_retention|notice|notice_words|opt_in|regions)\Z"
    r"|gateway\.proxy\.(?!shell\Z|routes\Z|upstream\Z|examination\Z|watch\Z).+"
    r"|gateway\.attachments\..+"
    r"|gateway\.purpose_rules\Z"
    r"|gateway\.rights\.(history_format|package_columns|package_csv|package_page|package_words)\Z"
    r"|gateway\.rights\.(push_target|readable)\Z"
    r"|gateway\.audit\.(entry|entries|merkle|note|verify|proof_file)\Z"
    r"|gateway\.consent\.(evaluate|indication|offer|persons|receipt_body|receipts)\Z"
    r"|gateway\.consent\.(recipient_facts|records|signals|standing|withdrawal)\Z"
    r"|gateway\.retention\.(classes|assign|rules|terms|events|preview|undo)\Z"
    r"|gateway\.retention\.(disposal|holds|certificates|task_stores)\Z"
    r"|gateway\.usage\.(rules|records|report|observer)\Z"
    r"|gateway\.(policy_rights|policy_attachments|policy_purpose|policy_scope)\Z"
    r"|gateway\.(commitments|data_categories)\Z"
    r"|gateway\.counts\.(tally|observer)\Z"
    r"|gateway\.admin\.(reasons|roles)\Z"
    r"|gateway\.policy_incidents\Z"
    r"|gateway\.incidents\.(incident|demand|notice_message)\Z"
    r"|gateway\.access\.(grants|instructions|masked|terminations)\Z"
    r"|gateway\.rights\.(kinds|machine|deadlines|requests|identity|answers)\Z"
    r"|gateway\.rights\.(corrections|details|folded|correction_details)\Z"
    r"|detectors\.(?!presidio\b|images\Z|names\b|health\b|tagger\.training\Z|scan_cache\Z"
    r"|clock\Z).+"
)
IMPURE = frozenset(
    {
        *("asyncio", "socket", "time", "random", "os", "logging", "aiohttp", "fastapi"),
        *("pydantic", "secrets", "structlog", "sqlalchemy", "uvicorn", "subprocess", "tempfile"),
    }
)
FOUNDATIONS = frozenset(
    {
        *("gateway.errors", "gateway.model", "gateway.notice", "gateway.notice_words"),
        *("gateway.opt_in", "gateway.policy", "gateway.policy_retention", "gateway.regions"),
        *("gateway.usage.rules", "gateway.policy_rights", "gateway.rights.kinds"),
        *(
            "gateway.policy_attachments",
            "gateway.policy_purpose",
            "gateway.policy_scope",
            "gateway.policy_incidents",
            "gateway.data_categories",
        ),
    }
)
# What the pure core may use of the gateway beside itself: the border of the store.
BORDER = frozenset({"gateway.storage.consent_ports", "gateway.storage.ports"})
ABOVE_APP = re.compile(
    r"gateway\.(cli\w*|demo\w*|app\w*|hooks(\..+)?|verify(\..+)?|check(\..+)?)\Z"
)
PRESIDIO = re.compile(r"detectors\.(presidio|images|operators)(\..+)?\Z")
# Each begins the names of a wire's files; what a provider's wires share has a name of its own.
WIRES = (
    *("openai_chat", "openai_responses", "openai_embeddings", "openai_completions"),
    *("anthropic_messages", "gemini_generate", "gemini_embeddings"),
    *("ollama_chat", "ollama_generate"),
)
# Edges that turn every error into a refusal or a retry; see rule 6 of the style.
EDGES = re.compile(
    r"gateway\.(proxy\.(shell|routes|upstream|watch)|usage\.recorder|rights\.work|housekeeping"
    r"|cli\w*|hooks(\..+)?|check\.runner|counts\.recorder|storage\.reading"
    r"|storage\.(writer|operations))\Z"
    r"|detectors\.(engine|presidio\.recogniser)\Z"
)
# Shapes that another interface prescribes: ASGI, the Detector protocol, Presidio.
PRESCRIBED = frozenset(
    {
        ("scope", "receive", "send"),
        # Of data_stores.Exporter and Eraser; of aiohttp's resolvers.
        ("transaction", "holder", "asked"),
        ("transaction", "holder", "_asked"),
        ("host", "port", "family"),
        ("seen", "start", "end"),
        ("text", "entities", "nlp_artifacts"),
        ("text", "entities", "nlp_artifacts", "regex_flags"),
        ("word", "start", "tokens", "tokens_indices"),
        ("text", "raw_results", "nlp_artifacts", "recognizers", "context"),
        (
            *("registry", "nlp_engine", "app_tracer", "log_decision_process"),
            *("default_score_threshold", "supported_languages", "context_aware_enhancer"),
        ),
        (
            *("text", "language", "entities", "correlation_id", "score_threshold"),
            *("return_decision_process", "ad_hoc_recognizers", "context", "allow_list"),
            *("allow_list_match", "regex_flags", "nlp_artifacts"),
        ),
    }
)
WORDS = re.compile(r"(?i)(guard(?!ian)|scanner|saniti[sz]e|utils|helper|manager)")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One parsed file; ``module`` is its dotted name."""

    module: str
    text: str
    tree: ast.Module
    is_package: bool = False


Sources = Mapping[str, Source]


def parse(module: str, text: str, *, is_package: bool = False) -> Source:
    return Source(module=module, text=text, tree=ast.parse(text), is_package=is_package)


def load(root: Path, *packages: str) -> Sources:
    found: dict[str, Source] = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            module = ".".join(parts[:-1] if is_package else parts)
            found[module] = parse(module, path.read_text("utf-8"), is_package=is_package)
    return found


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under ``if TYPE_CHECKING``."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            stack.extend(node.orelse)
        else:
            stack.extend(ast.iter_child_nodes(node))


def imports(source: Source, sources: Sources) -> set[str]:
    """Modules that a file imports at run time; a submodule by its own name."""
    found: set[str] = set()
    for node in _walk(source.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(source, node)
            for alias in node.names:
                submodule = f"{base}.{alias.name}"
                found.add(submodule if submodule in sources else base)
    return found


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = source.module.split(".")
    parts = parts[: len(parts) - node.level + (1 if source.is_package else 0)]
    return ".".join([*parts, node.module] if node.module else parts)


def _top(module: str) -> str:
    return module.partition(".")[0]


def one_way(sources: Sources) -> list[str]:
    """Detectors know nothing of the gateway; neither knows the tests or the benchmarks."""
    found = []
    for source in sources.values():
        allowed = {"detectors"} if _top(source.module) == "detectors" else {"gateway", "detectors"}
        for name in imports(source, sources):
            if _top(name) in {"gateway", "detectors", "tests", "benchmarks"} - allowed:
                found.append(f"{source.module} imports {name}")  # noqa: PERF401
    return found


def pure_core(sources: Sources) -> list[str]:
    """The pure core imports no clock, network, randomness, environment or framework."""
    return [
        f"{source.module} imports {name}"
        for source in sources.values()
        if PURE.match(source.module)
        for name in imports(source, sources)
        if _top(name) in IMPURE
    ]


def layers(sources: Sources) -> list[str]:
    """Foundations <- pure core and the store's border <- adapters <- app."""
    found = []
    for source in sources.values():
        for name in imports(source, sources):
            if _top(name) != "gateway" or _top(source.module) != "gateway":
                continue
            if source.module in FOUNDATIONS:
                allowed = name in FOUNDATIONS
            elif PURE.match(source.module):
                allowed = name in BORDER or PURE.match(name) is not None
            else:
                allowed = name != "gateway.app" or ABOVE_APP.match(source.module) is not None
            if not allowed:
                found.append(f"{source.module} imports {name}")
    return found


def presidio_places(sources: Sources) -> list[str]:
    """Only three places import Presidio."""
    return [
        f"{source.module} imports {name}"
        for source in sources.values()
        if not PRESIDIO.match(source.module)
        for name in imports(source, sources)
        if _top(name)
        in {"presidio_analyzer", "presidio_anonymizer", "presidio_image_redactor", "spacy"}
    ]


def _wire(module: str) -> str | None:
    name = module.removeprefix("gateway.proxy.wire.")
    return next((wire for wire in WIRES if name != module and name.startswith(wire)), None)


def wires_apart(sources: Sources) -> list[str]:
    """A wire's files import no other wire's."""
    return [
        f"{source.module} imports {name}"
        for source in sources.values()
        if _wire(source.module)
        for name in imports(source, sources)
        if _wire(name) not in (None, _wire(source.module))
    ]


def cycles(sources: Sources) -> list[str]:
    """Modules that reach themselves through imports, those inside functions included."""
    graph = {
        name: {each for each in imports(source, sources) if each in sources and each != name}
        for name, source in sources.items()
    }
    return sorted(name for name in graph if _reaches(graph, name))


def _reaches(graph: Mapping[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    stack = list(graph[start])
    while stack:
        node = stack.pop()
        if node == start:
            return True
        if node not in seen:
            seen.add(node)
            stack.extend(graph[node])
    return False


def long_files(sources: Sources) -> list[str]:
    return [
        f"{source.module} has {lines} lines"
        for source in sources.values()
        if (lines := len(source.text.splitlines())) > MOST_LINES
    ]


def functions(source: Source) -> Iterator[tuple[str, Function, bool]]:
    """Each function with its qualified name, and whether it is a method."""
    stack: list[tuple[str, ast.AST, bool]] = [(source.module, source.tree, False)]
    while stack:
        prefix, node, in_class = stack.pop()
        for child in ast.iter_child_nodes(node):
            name = getattr(child, "name", None)
            place = f"{prefix}.{name}" if isinstance(name, str) else prefix
            if isinstance(child, Function):
                yield place, child, in_class
                stack.append((place, child, False))
            else:
                inside = isinstance(child, ast.ClassDef) or in_class
                stack.append((place, child, inside))


def long_functions(sources: Sources) -> list[str]:
    return [
        f"{name} has {lines} lines"
        for source in sources.values()
        for name, node, _ in functions(source)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_FUNCTION_LINES
    ]


def many_parameters(sources: Sources) -> list[str]:
    """More than five parameters, or more than two that are not keyword-only."""
    found = []
    for source in sources.values():
        for name, node, is_method in functions(source):
            positional = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
            if is_method and positional[:1] in (["self"], ["cls"]):
                positional = positional[1:]
            special = node.name in ("__exit__", "__aexit__")
            if special or tuple(positional) in PRESCRIBED:
                continue
            total = len(positional) + len(node.args.kwonlyargs)
            if total > MOST_PARAMETERS or len(positional) > MOST_POSITIONAL:
                found.append(f"{name} takes {len(positional)} positional of {total}")
    return found


def broad_excepts(sources: Sources) -> list[str]:
    """``except Exception`` outside the edges, unless all it does in the end is raise again."""
    found = []
    for source in sources.values():
        for node in _walk(source.tree):
            if not isinstance(node, ast.ExceptHandler) or EDGES.match(source.module):
                continue
            names = {each.id for each in ast.walk(node.type or node) if isinstance(each, ast.Name)}
            last = node.body[-1]
            again = isinstance(last, ast.Raise) and last.exc is None
            broad = node.type is None or names & {"Exception", "BaseException"}
            if broad and not again:
                found.append(f"{source.module}:{node.lineno} catches everything")
    return found


def sends(sources: Sources) -> list[str]:
    """``Send`` is made by egress alone."""
    return [
        f"{source.module}:{node.lineno} makes a Send"
        for source in sources.values()
        if source.module != "gateway.proxy.egress"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) == "Send"
    ]


def words(sources: Sources) -> list[str]:
    """Names that say nothing, or say it in another field's words."""
    found = [name for name in sources if WORDS.search(name)]
    for source in sources.values():
        for node in ast.walk(source.tree):
            if isinstance(node, Function | ast.ClassDef) and WORDS.search(node.name):
                found.append(f"{source.module}.{node.name}")  # noqa: PERF401
    return found


def without_assertion(sources: Sources) -> list[str]:
    """Tests that cannot fail but by accident."""
    found = []
    for source in sources.values():
        for name, node, _ in functions(source):
            if node.name.startswith("test_") and not _asserts(node):
                found.append(name)
    return found


def _asserts(function: Function) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", None) or ""
            if called.startswith(("raises", "warns", "assert", "check", "expect", "fail")):
                return True
    return False


def possessive_groups(sources: Sources) -> list[str]:
    """Possessive or atomic groups, which Python before 3.11.5 matches wrongly (gh-106052)."""
    form = re.compile(r"\)(?:[*+?]|\{+[0-9]*,?[0-9]*\}+)\+|\(\?>")
    return [
        f"{source.module}:{node.lineno}"
        for source in sources.values()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and form.search(node.value)
    ]
