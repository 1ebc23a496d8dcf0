// What the widget itself says. Notices come from the gateway in languages of their own.
const WORDS = {
  en: {
    heading: "Chat", message: "Your message", send: "Send", stop: "Stop", you: "You", assistant: "Assistant", conversation: "Conversation",
    writing: "Writing an answer", consents: "Your consents", back: "Back to the chat", yes: "Yes, send to {name}", no: "No, thanks", language: "Language",
    signal: "Your browser asks sites not to share your data. Only if you say yes here is your message sent to {name}, and this conversation kept in this "
      + "browser for 24 hours.",
    notSent: "Nothing was sent. Your message is still in the box.", guardian: "A parent or guardian must agree too. Nothing was sent.", under_13: "Under 13",
    "13_15": "13 to 15", "16_17": "16 or 17", adult: "18 or older", ageTitle: "Your age", ageWhy: "We keep the range you choose, and no date of birth.",
    ageSkip: "Not now", ended: "Thank you for telling us. This chat is not open to your age. Nothing was sent.", cut: "The answer breaks off here.",
    stopped: "You stopped the answer.", withdrawn: "You withdrew your consent. Nothing more is sent.",
    lapsed: "Your consent no longer holds. Nothing more is sent.", hidden: "{list} hidden from the model", masked: "{list} masked in this answer",
    restored: ["{n} detail of yours was put back for you", "{n} details of yours were put back for you"], none: "You have given no consent.",
    withdraw: "Withdraw", receipt: "Receipt", given: "Given on {date}", until: "until {date}", refused: "Refused on {date}", gone: "Ended on {date}",
    asked: "Not answered", codeTitle: "Your withdrawal code",
    codeWhy: "Whoever has this code can withdraw these consents later, without signing in. Keep it.", copy: "Copy", copied: "Copied",
    enterTitle: "Enter a code", enterCode: "Withdrawal code", useCode: "Withdraw by code", codeDone: "The consents of this code are withdrawn.",
    codeWrong: "This code is not known.", forgetTitle: "In this browser", forget: "Forget me",
    forgetWhy: "Removes this conversation and your code from this browser. A consent is ended by “Withdraw”.",
    forgotten: "This browser has forgotten this conversation.", expired: "This conversation was removed after 24 hours.",
    restricted: "This chat is not open to you at the moment.", failed: "That did not work. Nothing was lost: please try again.",
    refusedNow: "This message cannot be sent.", help: "Questions: {contact}",
    kinds: {
      name: ["name", "names"], email: ["e-mail address", "e-mail addresses"], card: ["card number", "card numbers"], phone: ["phone number", "phone numbers"],
      bank: ["bank account", "bank accounts"], address: ["address", "addresses"], identity: ["identity number", "identity numbers"],
      secret: ["password or key", "passwords or keys"], health: ["health detail", "health details"], birth: ["date of birth", "dates of birth"],
      other: ["personal detail", "personal details"],
    },
  },
  de: {
    heading: "Chat", message: "Ihre Nachricht", send: "Senden", stop: "Anhalten", you: "Sie", assistant: "Assistent", conversation: "Unterhaltung",
    writing: "Schreibt eine Antwort", consents: "Ihre Einwilligungen", back: "Zurück zum Chat", yes: "Ja, an {name} senden", no: "Nein, danke",
    language: "Sprache",
    signal: "Ihr Browser bittet darum, Ihre Daten nicht weiterzugeben. Nur wenn Sie hier Ja sagen, geht Ihre Nachricht an {name}, und dieser Browser behält "
      + "die Unterhaltung 24 Stunden lang.",
    notSent: "Es wurde nichts gesendet. Ihre Nachricht steht noch im Feld.",
    guardian: "Auch ein Elternteil oder Vormund muss zustimmen. Es wurde nichts gesendet.", under_13: "Unter 13", "13_15": "13 bis 15", "16_17": "16 oder 17",
    adult: "18 oder älter", ageTitle: "Ihr Alter", ageWhy: "Wir speichern den Bereich, den Sie wählen, und kein Geburtsdatum.", ageSkip: "Nicht jetzt",
    ended: "Danke für die Angabe. Dieser Chat ist für Ihr Alter nicht offen. Es wurde nichts gesendet.", cut: "Hier bricht die Antwort ab.",
    stopped: "Sie haben die Antwort angehalten.", withdrawn: "Sie haben Ihre Einwilligung widerrufen. Es wird nichts mehr gesendet.",
    lapsed: "Ihre Einwilligung gilt nicht mehr. Es wird nichts mehr gesendet.", hidden: "Vor dem Modell verborgen: {list}",
    masked: "In dieser Antwort unkenntlich gemacht: {list}",
    restored: ["{n} Ihrer Angaben wurde für Sie wieder eingesetzt", "{n} Ihrer Angaben wurden für Sie wieder eingesetzt"],
    none: "Sie haben keine Einwilligung gegeben.", withdraw: "Widerrufen", receipt: "Beleg", given: "Gegeben am {date}", until: "bis {date}",
    refused: "Abgelehnt am {date}", gone: "Beendet am {date}", asked: "Nicht beantwortet", codeTitle: "Ihr Widerrufscode",
    codeWhy: "Wer diesen Code hat, kann diese Einwilligungen später ohne Anmeldung widerrufen. Bewahren Sie ihn auf.", copy: "Kopieren", copied: "Kopiert",
    enterTitle: "Code eingeben", enterCode: "Widerrufscode", useCode: "Mit Code widerrufen", codeDone: "Die Einwilligungen zu diesem Code sind widerrufen.",
    codeWrong: "Dieser Code ist nicht bekannt.", forgetTitle: "In diesem Browser", forget: "Mich vergessen",
    forgetWhy: "Entfernt diese Unterhaltung und Ihren Code aus diesem Browser. Eine Einwilligung endet mit „Widerrufen“.",
    forgotten: "Dieser Browser hat die Unterhaltung vergessen.", expired: "Diese Unterhaltung wurde nach 24 Stunden entfernt.",
    restricted: "Dieser Chat steht Ihnen zurzeit nicht offen.", failed: "Das hat nicht geklappt. Es ging nichts verloren: bitte noch einmal versuchen.",
    refusedNow: "Diese Nachricht kann nicht gesendet werden.", help: "Fragen: {contact}",
    kinds: {
      name: ["Name", "Namen"], email: ["E-Mail-Adresse", "E-Mail-Adressen"], card: ["Kartennummer", "Kartennummern"],
      phone: ["Telefonnummer", "Telefonnummern"], bank: ["Bankkonto", "Bankkonten"], address: ["Anschrift", "Anschriften"],
      identity: ["Ausweisnummer", "Ausweisnummern"], secret: ["Passwort oder Schlüssel", "Passwörter oder Schlüssel"],
      health: ["Gesundheitsangabe", "Gesundheitsangaben"], birth: ["Geburtsdatum", "Geburtsdaten"], other: ["persönliche Angabe", "persönliche Angaben"],
    },
  },
  es: {
    heading: "Chat", message: "Su mensaje", send: "Enviar", stop: "Detener", you: "Usted", assistant: "Asistente", conversation: "Conversación",
    writing: "Escribiendo una respuesta", consents: "Sus consentimientos", back: "Volver al chat", yes: "Sí, enviar a {name}", no: "No, gracias",
    language: "Idioma",
    signal: "Su navegador pide a los sitios que no compartan sus datos. Solo si dice que sí aquí se envía su mensaje a {name} y este navegador guarda la "
      + "conversación durante 24 horas.",
    notSent: "No se ha enviado nada. Su mensaje sigue en el cuadro.", guardian: "También debe aceptar su madre, padre o tutor. No se ha enviado nada.",
    under_13: "Menos de 13", "13_15": "De 13 a 15", "16_17": "16 o 17", adult: "18 o más", ageTitle: "Su edad",
    ageWhy: "Guardamos el intervalo que elija y ninguna fecha de nacimiento.", ageSkip: "Ahora no",
    ended: "Gracias por decírnoslo. Este chat no está abierto a su edad. No se ha enviado nada.", cut: "La respuesta se interrumpe aquí.",
    stopped: "Ha detenido la respuesta.", withdrawn: "Ha retirado su consentimiento. No se envía nada más.",
    lapsed: "Su consentimiento ya no vale. No se envía nada más.", hidden: "Oculto al modelo: {list}", masked: "Enmascarado en esta respuesta: {list}",
    restored: ["{n} dato suyo se ha restituido para usted", "{n} datos suyos se han restituido para usted"], none: "No ha dado ningún consentimiento.",
    withdraw: "Retirar", receipt: "Recibo", given: "Dado el {date}", until: "hasta el {date}", refused: "Rechazado el {date}", gone: "Terminado el {date}",
    asked: "Sin respuesta", codeTitle: "Su código de retirada",
    codeWhy: "Quien tenga este código puede retirar estos consentimientos más tarde, sin iniciar sesión. Guárdelo.", copy: "Copiar", copied: "Copiado",
    enterTitle: "Introducir un código", enterCode: "Código de retirada", useCode: "Retirar con código",
    codeDone: "Los consentimientos de este código se han retirado.", codeWrong: "Este código no se conoce.", forgetTitle: "En este navegador",
    forget: "Olvidarme", forgetWhy: "Quita esta conversación y su código de este navegador. Un consentimiento termina con «Retirar».",
    forgotten: "Este navegador ha olvidado la conversación.", expired: "Esta conversación se quitó a las 24 horas.",
    restricted: "Este chat no está abierto para usted por ahora.", failed: "No ha funcionado. No se ha perdido nada: inténtelo de nuevo.",
    refusedNow: "Este mensaje no se puede enviar.", help: "Preguntas: {contact}",
    kinds: {
      name: ["nombre", "nombres"], email: ["dirección de correo", "direcciones de correo"], card: ["número de tarjeta", "números de tarjeta"],
      phone: ["número de teléfono", "números de teléfono"], bank: ["cuenta bancaria", "cuentas bancarias"], address: ["dirección", "direcciones"],
      identity: ["número de identidad", "números de identidad"], secret: ["contraseña o clave", "contraseñas o claves"],
      health: ["dato de salud", "datos de salud"], birth: ["fecha de nacimiento", "fechas de nacimiento"], other: ["dato personal", "datos personales"],
    },
  },
  fr: {
    heading: "Chat", message: "Votre message", send: "Envoyer", stop: "Arrêter", you: "Vous", assistant: "Assistant", conversation: "Conversation",
    writing: "Rédige une réponse", consents: "Vos consentements", back: "Retour au chat", yes: "Oui, envoyer à {name}", no: "Non, merci", language: "Langue",
    signal: "Votre navigateur demande aux sites de ne pas partager vos données. Ce n’est que si vous dites oui ici que votre message est envoyé à {name} et "
      + "que ce navigateur garde la conversation pendant 24 heures.",
    notSent: "Rien n’a été envoyé. Votre message est toujours dans le champ.", guardian: "Un parent ou tuteur doit aussi accepter. Rien n’a été envoyé.",
    under_13: "Moins de 13 ans", "13_15": "13 à 15 ans", "16_17": "16 ou 17 ans", adult: "18 ans ou plus", ageTitle: "Votre âge",
    ageWhy: "Nous gardons la tranche choisie, et aucune date de naissance.", ageSkip: "Pas maintenant",
    ended: "Merci de nous l’avoir dit. Ce chat n’est pas ouvert à votre âge. Rien n’a été envoyé.", cut: "La réponse s’interrompt ici.",
    stopped: "Vous avez arrêté la réponse.", withdrawn: "Vous avez retiré votre consentement. Plus rien n’est envoyé.",
    lapsed: "Votre consentement n’est plus valable. Plus rien n’est envoyé.", hidden: "Masqué au modèle : {list}",
    masked: "Masqué dans cette réponse : {list}", restored: ["{n} de vos données a été rétablie pour vous", "{n} de vos données ont été rétablies pour vous"],
    none: "Vous n’avez donné aucun consentement.", withdraw: "Retirer", receipt: "Reçu", given: "Donné le {date}", until: "jusqu’au {date}",
    refused: "Refusé le {date}", gone: "Terminé le {date}", asked: "Sans réponse", codeTitle: "Votre code de retrait",
    codeWhy: "Toute personne qui a ce code peut retirer ces consentements plus tard, sans se connecter. Gardez-le.", copy: "Copier", copied: "Copié",
    enterTitle: "Saisir un code", enterCode: "Code de retrait", useCode: "Retirer par code", codeDone: "Les consentements de ce code sont retirés.",
    codeWrong: "Ce code n’est pas connu.", forgetTitle: "Dans ce navigateur", forget: "M’oublier",
    forgetWhy: "Retire cette conversation et votre code de ce navigateur. Un consentement prend fin par « Retirer ».",
    forgotten: "Ce navigateur a oublié la conversation.", expired: "Cette conversation a été retirée après 24 heures.",
    restricted: "Ce chat ne vous est pas ouvert pour le moment.", failed: "Cela n’a pas fonctionné. Rien n’est perdu : veuillez réessayer.",
    refusedNow: "Ce message ne peut pas être envoyé.", help: "Questions : {contact}",
    kinds: {
      name: ["nom", "noms"], email: ["adresse e-mail", "adresses e-mail"], card: ["numéro de carte", "numéros de carte"],
      phone: ["numéro de téléphone", "numéros de téléphone"], bank: ["compte bancaire", "comptes bancaires"], address: ["adresse", "adresses"],
      identity: ["numéro d’identité", "numéros d’identité"], secret: ["mot de passe ou clé", "mots de passe ou clés"],
      health: ["donnée de santé", "données de santé"], birth: ["date de naissance", "dates de naissance"],
      other: ["donnée personnelle", "données personnelles"],
    },
  },
};

/** The language of our own words that is nearest to a tag such as "de-AT". */
function spoken(tag) {
  const base = String(tag || "").toLowerCase().split("-")[0];
  return Object.hasOwn(WORDS, base) ? base : "en";
}

/** A text with its {places} filled in. */
function fill(text, places) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(places[name] ?? whole));
}
