"""Tools, schemas and objects as chatbots use them: nobody's data, many words of names and health.

Each has been written for these tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# A property's type, or the values that it may have.
Property = str | Sequence[str]


def schema(properties: Mapping[str, Property]) -> dict[str, Any]:
    """A schema of an object, every property of it required."""
    return {
        "type": "object",
        "properties": {
            name: {"type": kind} if isinstance(kind, str) else {"type": "string", "enum": [*kind]}
            for name, kind in properties.items()
        },
        "required": [*properties],
        "additionalProperties": False,
    }


def tool(name: str, properties: Mapping[str, Property], description: str = "") -> dict[str, Any]:
    """A tool of the wire, with a description if it has one."""
    function: dict[str, Any] = {"name": name, "parameters": schema(properties)}
    if description:
        function["description"] = description
    return {"type": "function", "function": function}


TOOLS = [
    tool(
        "get_weather",
        {"city": "string", "unit": ["celsius", "kelvin", "fahrenheit"]},
        "Returns the weather of a city.",
    ),
    tool("get_forecast", {"austin": "boolean", "charlotte": "boolean", "days": "integer"}),
    tool("lookup_order", {"order_number": "string", "postcode": "string"}, "Looks up an order."),
    tool("cancel_order", {"order_id": "string", "reason": ["damaged", "late", "sick", "other"]}),
    tool("track_parcel", {"carrier": ["hermes", "ups", "dhl", "royal_mail"], "number": "string"}),
    tool("book_table", {"first_name": "string", "last_name": "string", "guests": "integer"}),
    tool("book_flight", {"origin": "string", "cabin": ["economy", "business"], "iata": "string"}),
    tool("book_hotel", {"hotel": "string", "star": "integer", "view": ["sea", "garden", "dean"]}),
    tool("rent_car", {"class": ["mini", "compact", "ford_escort", "mercedes"], "days": "integer"}),
    tool("get_diabetes_risk", {"glucose": "number", "insulin": "number", "hba1c": "number"}),
    tool("log_depression_score", {"depression": "integer", "anxiety": "integer"}, "Keeps a score."),
    tool("triage", {"symptom": ["fever", "cough", "headache", "nausea"], "asthma": "boolean"}),
    tool("metformin_dose", {"metformin_mg": "number", "weight": "number", "creatinine": "number"}),
    tool("check_allergies", {"peanut": "boolean", "penicillin": "boolean", "latex": "boolean"}),
    tool("blood_pressure", {"systolic": "integer", "diastolic": "integer", "pulse": "integer"}),
    tool("vaccine_status", {"vaccine": ["influenza", "measles", "tetanus", "hepatitis"]}),
    tool("pregnancy_week", {"last_period": "string", "twins": "boolean"}),
    tool("ask_alexa", {"martin": "string", "rose": "string", "grace": "string"}),
    tool("call_jenkins", {"job": "string", "branch": ["main", "develop"], "jordan": "string"}),
    tool("run_sql", {"sql": "string", "schema": "string", "limit": "integer"}, "Runs a query."),
    tool("search_web", {"query": "string", "lang": ["en", "de", "al", "jo"], "safe": "boolean"}),
    tool("search_products", {"query": "string", "sort": ["price", "brand"], "max": "number"}),
    tool("filter_catalog", {"color": ["rose", "amber", "violet"], "size": ["mini", "max"]}),
    tool("set_theme", {"theme": ["dark", "light", "dawn", "crystal"], "accent": ["ruby", "jade"]}),
    tool("choose_voice", {"voice": ["alloy", "ash", "coral", "sage", "verse"], "speed": "number"}),
    tool("choose_model", {"model": ["claude", "mistral", "gemini", "llama"], "provider": "string"}),
    tool("create_ticket", {"priority": ["low", "high"], "assignee": "string", "summary": "string"}),
    tool("assign_ticket", {"team": ["core", "billing", "virginia", "austin"], "ticket": "string"}),
    tool("send_email", {"to": "string", "cc": "array", "subject": "string", "body": "string"}),
    tool("create_event", {"title": "string", "month": ["april", "may", "june"], "day": "integer"}),
    tool("set_region", {"region": ["paris", "frankfurt", "virginia", "sydney", "london"]}),
    tool("deploy_app", {"env": ["dev", "victoria"], "cluster": "string", "cron": "string"}),
    tool("hash_file", {"path": "string", "hash": ["sha", "md5", "blake"], "mark": "boolean"}),
    tool("convert_unit", {"unit": ["newton", "pascal", "joule", "kelvin"], "value": "number"}),
    tool("get_stock", {"ticker": "string", "exchange": ["nasdaq", "lse"], "price": "boolean"}),
    tool("pay_invoice", {"iban": "string", "amount": "number", "currency": ["EUR", "USD"]}),
    tool("register_person", {"name": "string", "gender": ["male", "female"], "dob": "string"}),
    tool("marital_status", {"status": ["single", "married", "widowed", "divorced"]}),
    tool("insurance_claim", {"claim": ["theft", "stroke", "fracture", "burn"], "policy": "string"}),
    tool("religion_survey", {"answer": ["christian", "muslim", "jewish", "hindu", "none"]}),
    tool("party_survey", {"party": ["green", "labour", "conservative"], "gay": "boolean"}),
    tool("music_player", {"artist": "string", "genre": ["rock", "jazz"], "volume": "integer"}),
    tool("movie_times", {"film": "string", "cinema": ["odeon", "regal"], "hall": "integer"}),
    tool("sports_result", {"team": ["lincoln", "chelsea", "madrid"], "league": "string"}),
    tool("lookup_word", {"word": "string", "dictionary": ["webster", "collins", "oxford"]}),
    tool("get_recipe", {"dish": "string", "spice": ["basil", "rosemary", "ginger", "saffron"]}),
    tool("plant_care", {"plant": ["daisy", "lily", "iris", "heather", "ivy"], "pot": "boolean"}),
    tool("pet_food", {"pet": ["dog", "cat"], "brand": ["whiskas", "pedigree"], "age": "integer"}),
    tool("gem_price", {"gem": ["pearl", "ruby", "opal", "beryl"], "carat": "number"}),
    tool("currency_rate", {"base": "string", "quote": ["franc", "mark", "rand", "lev"]}),
]  # fmt: skip

OBJECTS: list[dict[str, Any]] = [
    {"city": "Nice", "unit": "kelvin", "days": 3},
    {"city": "Austin", "florence": 1, "when": "may"},
    {"file_name": "main.py", "branch": "main", "env": "dev"},
    {"product_name": "Echo", "brand": "Dell", "sku": "AB-12"},
    {"column_name": "price", "table_name": "orders", "sort": "asc"},
    {"hostname": "web-01", "os": "ios", "browser": "chrome"},
    {"event_name": "click", "button": "rose", "page": "home"},
    {"name": "get_weather", "description": "metric"},
    {"name": "backup", "cron": "0 5 * * *", "tz": "Europe/Berlin"},
    {"query": "cheap flights", "lang": "de", "limit": 10},
    {"color": "rose", "size": "XL", "style": "dean"},
    {"uuid": "A987FBC9-4BED-4078-8F07-9141BA07C9F3", "tier": "platinum"},
    {"url": "https://maria.github.io/x", "method": "GET"},
    {"regex": "^[a-z]+$", "flags": "i", "mark": True},
    {"html": "<p class='rose'>Hi</p>", "cls": "Martin"},
    {"sql": "select price from items", "schema": "grace"},
    {"lat": 52.5, "lon": 13.4, "zoom": 7},
    {"hash": "9f86d081884c7d659a2feaa0c55ad015", "b64": 1},
    {"model": "mini", "voice": "ash", "format": "json"},
    {"key": "case", "value": "lower", "max": 5, "min": 1},
    {"iata": "JFK", "cabin": "economy", "pax": "adult"},
    {"state": "VA", "country": "US", "region": "eu-west"},
    {"gender": "male", "marital": "single", "plan": "gold"},
    {"priority": "high", "reason": "damaged", "status": "shipped"},
    {"weather": "storm", "wind": "sw", "sunny": True, "temp": 21},
    {"tags": ["news", "sale"], "ids": [1, 2, 3]},
    {"currency": "EUR", "amount": 12.5, "unit": "newton"},
    {"operation": "sum", "columns": ["price", "age", "weight"]},
    {"team": "core", "app": "web", "version": "1.2.3"},
    {"session": "abc", "source": "ios", "lang": "al"},
    {"ok": True, "count": 0, "items": []},
    {"code": "E-17", "error": "timeout", "retry": False},
    {"page": 2, "next": "/items?page=3", "total": 41},
    {"path": "/srv/app/main.py", "line": 42},
    {"command": "ls", "args": ["-la"], "cwd": "/srv"},
    {"repo": "acme/web", "branch": "feature/jordan", "commit": "3f2c1ab"},
    {"package": "flask", "version": "3.0", "license": "MIT"},
    {"theme": "crystal", "font": "georgia", "icon": "daisy"},
    {"metric": "latency", "stage": "victoria", "cluster": "charlotte"},
    {"environment": "florence", "platform": "android", "locale": "fr_FR"},
    {"function": "rose", "module": "mark", "library": "jordan"},
    {"type": "object", "required": ["price"], "title": "order"},
    {"variable": "frank", "mode": "max", "scheme": "https"},
    {"dish": "pizza", "size": "max", "extra": ["cheese", "olives"]},
    {"seat": "12A", "row": 12, "aisle": False},
    {"iban": None, "method": "card", "currency": "GBP"},
    {"lead": 3, "price": {"net": 10, "gross": 12}, "sale": False},
    {"month": "june", "weekday": "sunday", "hour": 9},
    {"level": "info", "logger": "app", "message": "started"},
    {"checksum": "ab12cd", "etag": "rose", "charset": "utf-8"},
]
