// Whether a message may leave: asked and answered before it does.
class OptIn {
  /** `given` is the consent that is known to hold, or null. */
  constructor(chat) {
    this.chat = chat;
    this.given = null;
  }

  /**
   * Whether text may go out; asks the person where that is not known.
   * `anew` is what a refusal of the gateway said is missing: then the person is asked in any case.
   */
  async holds(anew) {
    const { chat, chat: { client } } = this;
    const until = this.given?.valid_until;
    if (this.given && (!until || Date.parse(until) > client.now())) return true;
    const recipient = anew?.recipient ?? chat.getAttribute("recipient");
    const purpose = anew?.purpose ?? (chat.getAttribute("purpose") || "answering");
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

  async ask(notice, also) {
    const { chat, chat: { client } } = this;
    for (;;) {
      const shown = shownSignals(notice, also);
      const time = client.skew === null ? undefined : new Date(client.now()).toISOString();
      const decision = await askConsent(chat.shadowRoot, notice, { language: chat.language, shown });
      try {
        if (decision.startsWith("language:")) {
          chat.speak(decision.slice(9));
          notice = await chat.notice(notice.purpose, notice.recipient);
          continue;
        }
        const record = await client.json("POST", "privacy/consents", { body: {
          purpose: notice.purpose, recipient: notice.recipient, decision, notice_sha256: notice.sha256 ?? notice.notice_sha256,
          language: notice.language, shown_at: time, signals_shown: shown } });
        if (decision === "given" && !record.needs_guardian) return this.accept(record, record.withdrawal_code);
        chat.warn(record.needs_guardian ? chat.words.guardian : chat.words.notSent);
        return false;
      } catch (problem) {
        if (problem.code !== "consent_stale") throw problem;
        notice = await chat.notice(notice.purpose, notice.recipient);
      }
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
        chat.warn(chat.words.notSent);
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
