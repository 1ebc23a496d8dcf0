"""Characters that look like plain ones; all from our own reading of the code charts.

``SIGNS`` are never anything but another spelling: enclosed letters, dashes, quotation
marks. ``LETTERS`` are letters of other scripts, which count as Latin only beside Latin
letters or digits. Compatibility characters that Unicode itself maps (full-width,
mathematical, circled) are in neither.

Source: Unicode 15.0 code charts; UTS #39 (the notion of confusables).

>>> from detectors.look_alikes import LETTERS, SIGNS
>>> LETTERS["\u0430"], SIGNS["\U0001f170"], SIGNS["\u2212"]
('a', 'A', '-')
"""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

_CAPITALS_FROM = (
    0x1F150,  # negative circled
    0x1F170,  # negative squared
    0x1F1E6,  # regional indicators, two of which make a flag
)

SIGNS: dict[str, str] = {
    **{chr(start + n): each for start in _CAPITALS_FROM for n, each in enumerate(ascii_uppercase)},
    **{chr(0xE0041 + n): each for n, each in enumerate(ascii_uppercase)},
    **{chr(0xE0061 + n): each for n, each in enumerate(ascii_lowercase)},
    **dict.fromkeys("\u0085\u2028\u2029", "\n"),
    **dict.fromkeys("\u2800\u3164", " "),
    **dict.fromkeys("\u00b4\u2018\u2019\u201b\u02bc\u02b9\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
    **dict.fromkeys("\u02d7\u2043\u2212\u2796\u2500\u2501", "-"),
    **dict.fromkeys("\u00b7\u2022\u2027\u22c5\u3002\uff61\u30fb\u2219\u25cf\u25e6\u06d4", "."),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u2236\ua789", ":"),
    **dict.fromkeys("\u2223\u01c0\u2502\u2503", "|"),
    **dict.fromkeys("\u060c\u3001", ","),
    "\u204e": "*",
    "\u2217": "*",
}

# Pairs of rows: letters that look Latin, and what they look like.
_ROWS = (
    # Cyrillic
    "АВСЕНІЈКМОРЅТХУҮԌԚԜӀаверсіјкмнохуүѕтԁԛԝһӏѵѡгпь",
    "ABCEHIJKMOPSTXYYGQWIabepcijkmhoxyystdqwhlvwrnb",
    # Greek
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳανορυχικωγητσϲ",
    "ABEZHIKMNOPTYXCjavopuxikwyntoc",
    # Armenian
    "ՍՏՕԼօսոհզցգյռեմ",
    "USOLounhqqgjnem",
    # Cherokee
    "ᎪᏴᏟᎠᎬᎩᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎽᏃᎴ",
    "ABCDEYHIJKLMPRSTVWYZR",
    # Lisu
    "ꓐꓑꓒꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
    "BPdDTGKJCZFMNLSRVHWXYAEIOU",
    # Coptic
    "ⲀⲂⲈⲎⲒⲔⲘⲚⲞⲢⲤⲦⲨⲬⲟⲣⲥ",
    "ABEHIKMNOPCTYXopc",
    # Latin small capitals and other letters of phonetic alphabets
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩʋ",
    "ABCDEFGHIJKLMNOPRSTUVWYZagiv",
)

LETTERS: dict[str, str] = {
    look_alike: letter
    for foreign, plain in zip(_ROWS[::2], _ROWS[1::2], strict=True)
    for look_alike, letter in zip(foreign, plain, strict=True)
}
