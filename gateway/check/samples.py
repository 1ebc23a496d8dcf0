"""Something that people say, by entity type: synthetic, and found by the shipped detectors.

Numbers are those that issuers and standards set aside for examples, or have the form and
no holder. Every value is odd enough that it stands nowhere by chance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sentence with a value of a type in it.

    Attributes:
        entity_type: of the value.
        words: the sentence, ``{}`` in place of the value.
        value: as people write it.
    """

    entity_type: str
    words: str
    value: str

    @property
    def text(self) -> str:
        """The sentence."""
        return self.words.format(self.value)

    def stands_in(self, text: str) -> bool:
        """Whether the value, in this spelling or as bare characters, can be read in a text.

        A short one counts as a whole word only: it stands in many a random id.
        """
        folded, value = text.casefold(), self.value.casefold()
        bare = "".join(each for each in value if each.isalnum())
        if len(bare) > _SHORT:
            return value in folded or bare in folded
        return re.search(rf"(?<![\w/.-]){re.escape(value)}(?![\w/-])", folded) is not None


_SHORT = 6
_ROWS = {
    "EMAIL_ADDRESS": ("You can write to {}.", "jana.probe@example.org"),
    "PERSON": ("My name is {}.", "Jana Probenfeld"),
    "PHONE_NUMBER": ("My phone number is {}.", "+49 30 23125 014"),
    "CREDIT_CARD": ("My card number is {}.", "4111 1111 1111 1111"),
    "CARD_CVV": ("The CVV of my card is {}.", "847"),
    "CARD_EXPIRY": ("My card expires {}.", "11/31"),
    "IBAN_CODE": ("My IBAN is {}.", "GB82 WEST 1234 5698 7654 32"),
    "US_BANK_NUMBER": ("My bank account number is {}.", "9438127652"),
    "US_SSN": ("My social security number is {}.", "536-22-8419"),
    "US_ITIN": ("My ITIN is {}.", "912-70-1234"),
    "US_DRIVER_LICENSE": ("My driver's license number is {}.", "D1234562"),
    "US_PASSPORT": ("My US passport number is {}.", "567891234"),
    "PASSPORT": ("My passport number is {}.", "C01X00T47"),
    "UK_DRIVING_LICENCE": ("My driving licence number is {}.", "MORGA657054SM9IJ"),
    "UK_NINO": ("My national insurance number is {}.", "AB 12 34 56 C"),
    "FR_NIR": ("My French social security number is {}.", "2 69 05 49 588 157 80"),
    "DE_TAX_ID": ("My German tax ID is {}.", "65929970489"),
    "FR_NIF": ("My numéro fiscal is {}.", "3023217600053"),
    "GB_UTR": ("My UK UTR is {}.", "1955839661"),
    "ES_NIF": ("My Spanish DNI is {}.", "12345678Z"),
    "IT_FISCAL_CODE": ("My codice fiscale is {}.", "RSSMRA85T10A562S"),
    "BR_CPF": ("My CPF is {}.", "111.444.777-35"),
    "MX_RFC": ("My RFC is {}.", "GODE561231GR8"),
    "KR_RRN": ("My resident registration number is {}.", "880101-1234568"),
    "ABA_ROUTING_NUMBER": ("My routing number is {}.", "011401533"),
    "BANK_ACCOUNT": ("My sort code is {}.", "20-00-00"),
    "MEDICAL_CONDITION": ("I was diagnosed with {} last year.", "epilepsy"),
    "MEDICATION": ("I take {} every day.", "metformin"),
    "PROCEDURE": ("I had an {} in May.", "appendectomy"),
    "HEALTHCARE_APPLICATION": ("I {} last week.", "applied for Medicaid"),
    "TEST_RESULT": ("My {}.", "HbA1c was 7.9%"),
    "PATIENT_ID": ("My patient ID is {}.", "88213406"),
    "US_HEALTH_INSURANCE_MEMBER_ID": ("My health insurance member ID is {}.", "XYZ123456789"),
    "MEDICAL_RECORD_NUMBER": ("My medical record number is {}.", "48213377"),
    "IP_ADDRESS": ("My computer's address is {}.", "198.51.100.23"),
    "MAC_ADDRESS": ("The MAC address is {}.", "3c:22:fb:9a:41:07"),
    "LOCATION": ("I live in {}.", "Rotterdam"),
    "ADDRESS": ("I live at {}.", "14 Sycamore Lane, Springfield, IL 62704"),
    "AGE": ("I am {} years old.", "47"),
    "DATE_OF_BIRTH": ("I was born on {}.", "17 March 1979"),
    "DATE_TIME": ("We met on {}.", "17 March 2021"),
    "URL": ("Look at {} first.", "https://portal.example.org/plans"),
    "UUID": ("The identifier is {}.", "6f1c2e44-8a37-4d0e-9b51-2c7d90ab13ef"),
    "USERNAME": ("My username is {}.", "probenfeld77"),
    "VIN": ("The VIN of my car is {}.", "1HGCM82633A004352"),
    "CRYPTO": ("Send it to the wallet {}.", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    "API_KEY": ("My key is {}.", "AKIAIOSFODNN7EXAMPLE"),
    "SPECIAL_CATEGORY": ("I am a {}.", "Catholic"),
}
SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        entity_type: Sample(entity_type=entity_type, words=words, value=value)
        for entity_type, (words, value) in _ROWS.items()
    }
)
CARDS = tuple(SAMPLES[each] for each in ("CREDIT_CARD", "CARD_CVV", "CARD_EXPIRY"))
