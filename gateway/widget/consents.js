// The page of one's own consents.
const VALID = ["ConsentGiven", "RenewedConsentGiven"];

class ConsentsPage {
  /** `chat` is the element: its client, state and words. */
  constructor(chat) {
    this.chat = chat;
    this.element = make("section", { class: "page", "aria-labelledby": "page-title", hidden: true });
  }

  /** Reads and shows them; the focus goes to the heading. */
  async show() {
    const { words, client, state } = this.chat;
    const heading = make("h2", { id: "page-title", tabindex: "-1" }, words.consents);
    const back = make("button", { type: "button", class: "quiet", on: { click: () => { this.chat.leavePage(); this.chat.openButton.focus(); } } },
      icon("back"), words.back);
    this.list = make("div", { class: "records", "aria-busy": "true" });
    this.code = make("div", { class: "code" });
    this.element.replaceChildren(make("div", { class: "inner" },
      back, heading, this.list, this.code, this.codeForm(), this.browser()));
    this.element.hidden = false;
    heading.focus();
    try {
      const listed = await client.json("GET", "privacy/consents");
      const notices = await Promise.all(listed.consents.map((each) =>
        this.chat.notice(each.purpose, each.recipient).catch(() => null)));
      // Who was forgotten meanwhile stays forgotten.
      if (state !== this.chat.state) return;
      if (listed.withdrawal_code) {
        state.code = listed.withdrawal_code;
        this.chat.save();
      }
      this.list.replaceChildren(...listed.consents.map((each, at) => this.record(each, notices[at])));
      if (!listed.consents.length) this.list.append(make("p", {}, words.none));
    } catch (problem) {
      this.list.replaceChildren(make("p", {}, this.chat.explain(problem)));
    }
    this.list.removeAttribute("aria-busy");
    this.showCode();
    import(new URL("widget-data.js", HOME)).then(({ addData }) => addData(this, { make, icon, fill, countWords, opened, answer }), () => undefined);
  }

  /** What holds, with a date where it is that of the state. */
  standing(each, notice) {
    const { words, language } = this.chat;
    const on = (line, time) => fill(line, { date: new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(time)) });
    const until = each.valid_until ? ` · ${on(words.until, each.valid_until)}` : "";
    if (VALID.includes(each.state)) return on(words.given, each.event_time) + until;
    if (each.state === "ConsentRefused") return on(words.refused, each.event_time);
    if (["ConsentWithdrawn", "ConsentRevoked"].includes(each.state)) return on(words.gone, each.event_time);
    if (each.state === "ConsentExpired") return on(words.gone, each.valid_until ?? each.event_time);
    // Without a notice the offer itself is gone.
    if (each.state === "ConsentInvalidated") return notice ? words.changed : words.lapsed;
    return words.asked;
  }

  /** One record, in words of its notice. */
  record(each, notice) {
    const { words } = this.chat;
    const title = notice ? `${notice.parts.title} · ${partyOf(notice)}` : `${each.purpose} · ${each.recipient}`;
    const button = (kind, text, click) =>
      make("button", { type: "button", class: kind, "aria-label": `${text}: ${title}`, on: { click } }, text);
    const article = make("article", {},
      make("h3", { dir: "auto" }, title), make("p", { class: "muted" }, this.standing(each, notice)),
      make("div", { class: "row" },
        VALID.includes(each.state) ? button("firm", words.withdraw, () => this.withdraw(each, { article, notice })) : null,
        button("quiet", words.receipt, () => this.receipt(each.id))));
    return article;
  }

  async withdraw(each, { article, notice }) {
    await this.chat.attempt(async () => {
      const { given } = this.chat.optIn;
      // Stopped here first: the gateway cuts the stream too, but a moment later.
      if (!given || given.id === each.id) this.chat.stop("withdrawn");
      const ended = await this.chat.client.json("POST", `privacy/consents/${encodeURIComponent(each.id)}/withdraw`);
      const changed = this.record({ ...each, ...ended }, notice);
      changed.tabIndex = -1;
      article.replaceWith(changed);
      changed.focus();
      this.chat.withdrawn();
    });
  }

  async receipt(id) {
    await this.chat.attempt(async () => {
      const response = await this.chat.client.call("GET", `privacy/consents/${encodeURIComponent(id)}/receipt`);
      const address = URL.createObjectURL(await response.blob());
      make("a", { href: address, download: `consent-${id}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
  }

  showCode() {
    const { words, state } = this.chat;
    this.code.replaceChildren();
    if (!state.code) return;
    const copy = async () => {
      await navigator.clipboard.writeText(state.code).then(() => this.chat.announce(words.copied), () => {
        getSelection().selectAllChildren(code);
      });
    };
    const code = make("code", {}, state.code);
    this.code.append(make("h3", {}, words.codeTitle), make("p", { class: "muted" }, words.codeWhy),
      make("div", { class: "row" }, code,
        make("button", { type: "button", class: "quiet", on: { click: copy } }, words.copy)));
  }

  codeForm() {
    const { words, client, state } = this.chat;
    const box = make("input", { id: "code", autocomplete: "off", spellcheck: "false", required: true });
    const use = (event) => {
      event.preventDefault();
      this.chat.attempt(async () => {
        const code = box.value.trim();
        await client.json("POST", "privacy/withdrawals", { body: { code }, open: true });
        this.chat.optIn.given = null;
        if (code.toUpperCase() === state.code) {
          this.chat.stop("withdrawn");
          this.chat.withdrawn();
        }
        await this.show();
        this.chat.announce(words.codeDone);
      }, { not_found: words.codeWrong, invalid_code: words.codeWrong, invalid_request: words.codeWrong });
    };
    return make("form", { on: { submit: use } }, make("h3", {}, words.enterTitle),
      make("label", { for: "code" }, words.enterCode),
      make("div", { class: "row" }, box, make("button", { class: "quiet" }, words.useCode)));
  }

  browser() {
    const { words } = this.chat;
    return make("div", { class: "browser" }, make("h3", {}, words.forgetTitle),
      make("p", { class: "muted" }, words.forgetWhy),
      make("button", { type: "button", class: "firm", on: { click: () => this.chat.forget() } }, words.forget));
  }
}
