"""What only asks, and says nothing of who has what is asked about.

"i want to know what asthma is" is about nobody, though somebody asks; "i want to know why my
asthma came back" still says "my" without its first words.
"""

from __future__ import annotations

import re

# Alternatives over words in lower case, parted by single spaces; longer ones first.
_FORMS = (
    (
        r"(?:can|could|would|will) (?:you|u|i)(?: please)?(?: (?:tell|explain|describe|define|help|"
        r"give|show|let|share|know|get|have|ask|buy|find|order|read|learn|summarize|list|write|"
        r"translate|send))+(?: (?:to )?(?:me|us))?(?: (?:know|with|understand|learn|to))?"
    ),
    (
        r"i (?:(?:would|just|really|also|only|d) )*(?:want|like|need|wanted|love|have|got)"
        r"(?: to| a| some| one)? (?:\w+ )?(?:know|understand|learn|ask|read|find out|buy|order|"
        r"info\w*|questions?|look up|hear|write|facts)"
    ),
    r"(?:i am|i'm|im) (?:a|an) (?:\w+ )?(?:student|teacher|writer|journalist|nurse|researcher)",
    r"i have (?:an|a|my) (?:\w+ )?(?:exam|test|quiz|essay|homework|class|presentation|assignment)",
    r"(?:i d|i'd) like to (?:know|learn|buy|order|ask|understand|read)",
    (
        r"(?:i am|i'm|im|i was|we are|we're) (?:\w+ ){0,2}?(?:curious|wondering|interested|asking|"
        r"writing|reading|researching|studying|preparing|looking|learning)"
    ),
    (
        r"i (?:\w+ )?(?:wonder|read|heard|saw|learned|learnt|think|thought|believe|know|understand|"
        r"mean|don't know|dont know|can't remember|forgot|found|watched|study|teach|wrote)"
    ),
    r"(?:tell|explain to|teach|give|remind|send|show|help|write) (?:me|us)",
    r"let me know",
    r"would you like me to \w+",
    r"(?:at |in |from |does |do )?your (?:\w+ )?(?:shop|store|pharmacy|clinic|hospital|website)",
    r"like i'm (?:five|5|a child|a kid)",
    r"(?:i am|i'm|im) (?:making|creating|giving|doing) (?:a|an) (?:\w+ )?(?:\w+)",
    r"(?:do|did) you (?:know|think|sell|stock|carry|offer|treat)",
    r"do you have (?=(?:\w+ ){1,3}in sto(?:ck|re))",
    r"you know",
    r"how do (?:you|i|we)",
    r"can (?:you|i|we|u) (?:get|catch|die|buy|use|tell)",
    r"what do you (?:know|think)",
    (
        r"(?:for )?my (?:\w+ )?(?:question|homework|essay|teacher|class|school|thesis|exam|project|"
        r"report(?! (?:say|said|show|read|state|came|mention|has|is|of|from|back))|presentation|"
        r"blog|article|paper|students?|professor|curiosity|book|novel|quiz)"
    ),
    r"(?:near|from|for|to) me",
    r"you (?:can|may|should|might|could) (?:get|catch|be|have|use|treat)",
    r"ich (?:möchte|will|würde|hätte)(?: gerne?)?(?: wissen| fragen| mehr| verstehen)?",
    r"können sie mir",
    r"kannst du mir",
    r"erklär\w* mir",
    r"ich frage mich",
    r"meine frage",
    r"ich habe (?:eine|mal eine) frage",
    r"ik (?:wil|zou|vraag me)(?: graag)?(?: weten| af)?",
    r"ik heb een vraag",
    r"kunt u mij",
    r"kun je me",
    r"mijn vraag",
    r"je (?:voudrais|veux|me demande|cherche)(?: savoir)?",
    r"j'ai une question",
    r"j'aimerais savoir",
    r"pouvez vous m'expliquer",
    r"peux tu m'expliquer",
    r"dites moi",
    r"expliquez moi",
    r"ma question",
    r"(?:yo )?(?:quiero|quisiera|me gustaría) saber",
    r"me puede \w+",
    r"puedes \w+me",
    r"tengo una (?:pregunta|duda)",
    r"mi pregunta",
    r"dime",
    r"explícame",
    r"(?:io )?(?:vorrei|voglio) sapere",
    r"mi (?:puoi|può) \w+",
    r"ho una domanda",
    r"mi chiedo",
    r"dimmi",
    r"spiegami",
    r"(?:eu )?(?:quero|queria|gostaria de) saber",
    r"tenho uma (?:pergunta|dúvida)",
    r"me explica",
    r"pode me \w+",
    r"(?:minä )?haluaisin tietää",
    r"minulla on kysymys",
    r"voitko kertoa(?: minulle)?",
    r"(?:ma )?tahaksin teada",
    r"mul on küsimus",
    r"kas sa oskad öelda",
    r"(?:ja )?(?:chciałbym|chciałabym|chcę) (?:wiedzieć|zapytać)",
    r"mam pytanie",
    r"czy możesz mi \w+",
    r"powiedz mi",
    r"zastanawiam się",
)
_ASKING = re.compile(rf"\b(?:{'|'.join(_FORMS)})\b")


def without_asking(sentence: str) -> str:
    """A sentence with a full stop in place of what only asks.

    Args:
        sentence: words in lower case, parted by single spaces.
    """
    return _ASKING.sub(" . ", sentence)
