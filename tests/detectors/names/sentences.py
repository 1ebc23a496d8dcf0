"""Clear cases for the names detector: what stands in them, and what does not.

The people are made up. A better model finds these too; hard ones are a matter of measuring.
"""

from __future__ import annotations

NAME = "What's your name?"

Spans = list[tuple[str, str]]

CLEAR: list[tuple[str, Spans]] = [
    ("hi my name is sarah miller", [("PERSON", "sarah miller")]),
    ("My name is Sarah Miller.", [("PERSON", "Sarah Miller")]),
    ("hello, this is David Johnson calling", [("PERSON", "David Johnson")]),
    ("i am maria garcia", [("PERSON", "maria garcia")]),
    ("My name is Priya Sharma and I need help", [("PERSON", "Priya Sharma")]),
    ("please call Robert Williams back", [("PERSON", "Robert Williams")]),
    ("the account is under emily clark", [("PERSON", "emily clark")]),
    ("my wife Jennifer Brown is the account holder", [("PERSON", "Jennifer Brown")]),
    ("i live in san francisco now", [("LOCATION", "san francisco")]),
    ("I live in Berlin.", [("LOCATION", "Berlin")]),
    ("we are moving to New York next month", [("LOCATION", "New York")]),
    (
        "I am John Smith and I live in Boston",
        [("PERSON", "John Smith"), ("LOCATION", "Boston")],
    ),
    ("send it to 12 Oak Street, Springfield", [("ADDRESS", "12 Oak Street, Springfield")]),
    ("my address is 45 Maple Avenue", [("ADDRESS", "45 Maple Avenue")]),
]

CLEAN = [
    "what is the price of the blue shirt",
    "the delivery is late again",
    "I want to return my order, please.",
    "thank you very much for your help",
    "can you tell me how to reset my password?",
    "my internet connection is slow today",
    "yes please",
    "ok",
    "?!",
]

# The turn before, the answer, and the name in it.
ASKED = [
    (NAME, "sarah miller", "sarah miller"),
    (NAME, "malathi", "malathi"),
    (NAME, "it's Sean O'Brien", "Sean O'Brien"),
    ("May I have your full name, please?", "John Smith", "John Smith"),
    ("Could you give me your name?", "sure, it is emily clark", "emily clark"),
]

SCRIPTS = [
    ("我叫王小明", "王小明"),
    ("меня зовут Иван Петров", "Иван Петров"),
    ("اسمي محمد احمد", "محمد احمد"),
]
