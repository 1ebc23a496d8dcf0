// Steps of their own: the opt-in and the question of age. Each is a modal dialog that takes
// the focus and gives it back, and that Escape leaves without an answer.
const BANDS = { under_13: 0, "13_15": 13, "16_17": 16, adult: 18 };

/** Opens a dialog; resolves with the value it was closed with, "" for Escape. */
function opened(dialog, root) {
  root.append(dialog);
  // The answers stay in view: is there more below?
  const look = () => dialog.classList.toggle("more", below(dialog) > 8);
  dialog.addEventListener("scroll", look);
  new ResizeObserver(look).observe(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    dialog.showModal();
    dialog.querySelector("h2").focus();
  });
}

function answer(value, text, kind) {
  const close = (event) => event.currentTarget.closest("dialog").close(value);
  return make("button", { type: "button", class: kind, value, on: { click: close } }, text);
}

/** The party that the notice names, for buttons and titles. */
function partyOf(notice) {
  return notice.recipient_name || notice.recipient;
}

// Asks whether text may be sent to the notice's recipient; `shown` are the signals that are on.
// Resolves with "given", "refused", "deferred" or "language:<tag>".
async function askConsent(root, notice, { language, shown }) {
  const words = WORDS[language];
  const { title, unredacted, ...parts } = notice.parts;
  const spokenAs = { lang: notice.language, dir: "auto" };
  const told = (...names) => names.filter((each) => parts[each] && parts[each] !== title)
    .map((each) => make("p", spokenAs, ...linked(parts[each])));
  const name = partyOf(notice);
  // Else the person has told the gateway before.
  const browser = shown.some((each) => signals().includes(each) || notice.signals?.[each]);
  const dialog = make("dialog", { lang: language, "aria-labelledby": "ask-title", "aria-describedby": "ask-text" },
    make("div", { class: "top" }, make("h2", { id: "ask-title", tabindex: "-1", ...spokenAs }, title), languages(notice, words)),
    make("div", { id: "ask-text", class: "parts" }, ...told("purpose", "benefits"),
      unredacted ? make("p", { class: "strong", ...spokenAs }, unredacted) : null,
      shown.length ? make("p", { class: "signal" }, icon("shield"), `${browser ? words.signal : words.preference} ${fill(words.despite, { name })}`) : null,
      make("div", { class: "facts" }, ...told("recipient", "country", "retention", "withdrawal", "contact"))),
    make("div", { class: "choices" }, icon("more"),
      answer("given", fill(words.yes, { name }), "choice"), answer("refused", words.no, "choice")));
  return (await opened(dialog, root)) || "deferred";
}

/** A choice of the notice's languages, where it has several. */
function languages(notice, words) {
  const tags = notice.languages ?? [];
  if (tags.length < 2) return null;
  const change = (event) => event.target.closest("dialog").close(`language:${event.target.value}`);
  const options = tags.map((tag) => make("option",
    { value: tag, lang: tag, selected: tag === notice.language },
    new Intl.DisplayNames([tag], { type: "language" }).of(tag)));
  return make("select", { class: "language", "aria-label": words.language, on: { change } }, ...options);
}

/** Asks for the band of age; resolves with it, or with "" where the person does not answer. */
function askAge(root, age, language) {
  const words = WORDS[language];
  const bands = Object.keys(BANDS).map((band) => answer(band, words[band], "choice"));
  return opened(make("dialog", { lang: language, "aria-labelledby": "age-title", "aria-describedby": "age-text" },
    make("h2", { id: "age-title", tabindex: "-1", dir: "auto" }, age.question || words.ageTitle),
    make("p", { id: "age-text" }, words.ageWhy),
    make("div", { class: "choices bands" }, ...bands),
    answer("", words.ageSkip, "quiet")), root);
}
