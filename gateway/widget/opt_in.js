// Whether a message may leave: asked and answered before it does.

// A yes that the gateway does not take: what was shown is not what holds now, so it is shown anew.
const ANEW = ["consent_stale", "consent_superseded", "signal_not_shown"];

class OptIn {
  /** `given` is the consent that is known to hold, or null. */
  constructor(chat) {
    this.chat = chat;
    this.given = null;
  }

  /** Whether text may go out; asks where that is not known, and where a refusal said what is missing (`anew`). */
  async holds(anew) {
    const { chat, chat: { client } } = this;
    const until = this.given?.valid_until;
    if (this.given && (!until || Date.parse(until) > client.now())) return true;
    const recipient = anew?.recipient ?? chat.getAttribute("recipient");
    const purpose = anew?.purpose ?? (chat.getAttribute("purpose") || "default");
    const [notice, listed] = await Promise.all([chat.notice(purpose, recipient), client.json("GET", "privacy/consents")]);
    if (notice.age && !(await this.oldEnough(notice.age))) return false;
    if (notice.needs_consent === false && !anew) {
      this.given = {};
      return true;
    }
    const on = shownSignals(notice, anew?.signals);
    const record = listed.consents.find((each) => each.purpose === notice.purpose
      && each.recipient === notice.recipient && VALID.includes(each.state) && !each.needs_guardian);
    if (record && !anew && on.every((each) => record.signals_shown?.includes(each))) {
      return this.accept(record, listed.withdrawal_code);
    }
    return this.ask(notice, anew?.signals);
  }

  accept(record, code) {
    const { state } = this.chat;
    this.given = record;
    state.signals = record.signals_shown ?? [];
    if (code) state.code = code;
    delete state.withdrawn;
    return true;
  }

  async ask(notice, also = []) {
    const { chat, chat: { client } } = this;
    for (let left = 3; ;) {
      const shown = shownSignals(notice, also);
      const decision = await askConsent(chat.shadowRoot, notice, { language: chat.language, shown });
      try {
        if (decision.startsWith("language:")) {
          chat.speak(decision.slice(9));
        } else {
          const record = await client.json("POST", "privacy/consents", { body: {
            purpose: notice.purpose, recipient: notice.recipient, decision, notice_sha256: notice.sha256,
            language: notice.language, shown_at: notice.shown_at, signals_shown: shown } });
          if (decision === "given" && !record.needs_guardian) return this.accept(record, record.withdrawal_code);
          chat.tell(record.needs_guardian ? chat.words.guardian : chat.words.notSent);
          return false;
        }
      } catch (problem) {
        left -= 1;
        if (!ANEW.includes(problem.code) || left === 0) throw problem;
        also = also.concat(problem.details.signals ?? []);
      }
      notice = await chat.notice(notice.purpose, notice.recipient);
    }
  }

  /** Whether the person's band of age reaches the minimum; asks where it is not known. */
  async oldEnough(age) {
    const { chat, chat: { client } } = this;
    let { age_band: band } = await client.json("GET", "privacy/preferences");
    if (!Object.hasOwn(BANDS, band)) {
      if (age.asked !== "declaration") return true;
      band = await askAge(chat.shadowRoot, age, chat.language);
      if (!band) {
        chat.tell(chat.words.notSent);
        return false;
      }
      const body = { age_band: band, age_method: age.asked };
      band = (await client.json("PATCH", "privacy/preferences", { body })).age_band ?? band;
    }
    if (BANDS[band] >= age.minimum) return true;
    chat.end();
    return false;
  }
}

/** The signals that are on: by this browser's word, the gateway's, or a refusal's. */
function shownSignals(notice, also = []) {
  const on = [...signals(), ...(notice.signals_to_show ?? []), ...also];
  return ["gpc", "dnt"].filter((each) => on.includes(each) || notice.signals?.[each]);
}
