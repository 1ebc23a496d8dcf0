// The line that says what was hidden, out of entity types and counts.
const KINDS = {
  PERSON: "name", EMAIL_ADDRESS: "email", PHONE_NUMBER: "phone", CREDIT_CARD: "card", CARD_CVV: "card", CARD_EXPIRY: "card",
  IBAN_CODE: "bank", US_BANK_NUMBER: "bank", ADDRESS: "address", LOCATION: "address", DATE_OF_BIRTH: "birth", API_KEY: "secret",
  JWT: "secret", ONE_TIME_CODE: "secret", PASSWORD: "secret", PIN: "secret", PRIVATE_KEY: "secret", SECURITY_ANSWER: "secret",
  MEDICAL_CONDITION: "health", MEDICATION: "health", PROCEDURE: "health", TEST_RESULT: "health", HEALTHCARE_APPLICATION: "health",
};

/** Counts by entity type of a header such as "CREDIT_CARD=1,PERSON=2". */
function readCounts(header) {
  const counts = {};
  for (const part of String(header || "").split(",")) {
    const found = /^([A-Z][A-Z0-9_]*)=([0-9]{1,6})$/.exec(part.trim());
    if (found) counts[found[1]] = Number(found[2]);
  }
  return counts;
}

/** Counts as words, such as "2 names and 1 card number"; empty where there is nothing. */
function countWords(counts, language) {
  const kinds = new Map();
  for (const [type, count] of Object.entries(counts || {})) {
    const kind = KINDS[type] || (/^[A-Z]{2}_/.test(type) ? "identity" : "other");
    if (count > 0) kinds.set(kind, (kinds.get(kind) || 0) + count);
  }
  const names = WORDS[language].kinds;
  const texts = [...kinds].map(([kind, count]) => `${count} ${names[kind][count === 1 ? 0 : 1]}`);
  return new Intl.ListFormat(language).format(texts);
}
