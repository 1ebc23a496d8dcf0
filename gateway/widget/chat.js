// Why an answer was cut in the middle, by the state of the consent, else by the error's code.
const CUTS = { __proto__: null, ConsentWithdrawn: "withdrawn", ConsentRefused: "withdrawn", ConsentRevoked: "lapsed",
  ConsentExpired: "lapsed", ConsentInvalidated: "lapsed", consent_required: "lapsed", consent_stale: "lapsed",
  subject_restricted: "restricted", age_restricted: "restricted" };

// The element <discreet-chat>.
class DiscreetChat extends HTMLElement {
  static observedAttributes = ["heading", "greeting", "language"];

  attributeChangedCallback() { if (this.frame) this.build(); }

  connectedCallback() {
    if (!this.shadowRoot) {
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
      this.state = readEntry() ?? newState();
      const address = () => ({ url: this.getAttribute("token-url") ?? "", method: (this.getAttribute("token-method") ?? "POST").toUpperCase() });
      this.client = new Client(address, () => this.state);
      this.optIn = new OptIn(this);
      this.running = null;
      this.busy = false;
    }
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("storage", (event) => this.otherTab(event), { signal });
    document.addEventListener("visibilitychange", () => this.watchEnd(), { signal });
    this.build();
    this.watchEnd();
  }

  disconnectedCallback() {
    this.listening.abort();
    clearTimeout(this.timer);
    this.stop("stopped");
  }

  /** The tag that notices are asked for in. */
  get tag() {
    return this.state.language || this.getAttribute("language") || document.documentElement.lang
      || navigator.language || "en";
  }

  get language() { return spoken(this.tag); }

  get words() { return WORDS[this.language]; }

  build() {
    const { words } = this;
    const typed = this.box?.value ?? "";
    this.list = make("ol", { class: "talk", role: "list", "aria-label": words.conversation, tabindex: "0" });
    this.box = make("textarea", { id: "box", rows: "1", dir: "auto", "aria-label": words.message,
      placeholder: words.message, autocomplete: "off", on: { keydown: (event) => this.typed(event), input: () => this.grow() } });
    this.box.value = typed;
    this.button = make("button", { class: "send" });
    this.toldLine = make("p", { class: "told" });
    this.alertLine = make("p", { class: "alert", role: "alert" });
    this.status = make("p", { class: "unseen", role: "status" });
    this.page = new ConsentsPage(this);
    const submit = (event) => {
      event.preventDefault();
      if (this.running) this.stop("stopped");
      else this.send();
    };
    this.chatView = make("div", { class: "view" }, this.list, this.toldLine, this.alertLine,
      make("form", { class: "composer", on: { submit } }, this.box, this.button));
    this.openButton = make("button", { type: "button", class: "quiet", on: { click: () => this.openPage() } },
      icon("shield"), words.consents);
    const frame = make("section", { class: "frame", lang: this.language, "aria-labelledby": "title" },
      make("header", {}, make("h2", { id: "title", dir: "auto" }, this.getAttribute("heading") || words.heading),
        this.openButton), this.chatView, this.page.element, this.status);
    if (this.frame) this.frame.replaceWith(frame);
    else this.shadowRoot.prepend(frame);
    this.frame = frame;
    this.render();
  }

  render() {
    const greeting = this.getAttribute("greeting");
    const items = this.state.messages.flatMap((each, at) => this.items(each, at));
    if (greeting) items.unshift(this.bubble("assistant", greeting));
    if (this.state.withdrawn && this.state.messages.at(-1)?.cut !== "withdrawn") {
      items.push(make("li", { class: "notice" }, this.words.withdrawn));
    }
    const { scrollTop } = this.list;
    const follows = this.follows();
    this.list.replaceChildren(...items);
    const talks = this.list.querySelectorAll("li.assistant .text");
    this.place = talks[talks.length - 1];
    if (this.state.ended) this.tell(this.words.ended);
    this.box.disabled = Boolean(this.state.ended);
    this.control();
    this.grow();
    this.list.scrollTop = follows ? this.list.scrollHeight : scrollTop;
  }

  /** Whether the end is in view; who has scrolled up is left there. */
  follows() {
    return below(this.list) < 60;
  }

  bubble(role, text) {
    return make("li", { class: role }, make("span", { class: "unseen" }, `${this.words[role === "user" ? "you" : "assistant"]}: `),
      make("div", { class: "text", dir: "auto" }, text));
  }

  /** A message with the lines that belong to it. */
  items(each, at) {
    const { words, language } = this;
    const found = [this.bubble(each.role, each.text)];
    const before = this.state.messages.slice(0, at).findLast((other) => other.hidden);
    const hidden = countWords(each.hidden, language);
    if (hidden && hidden !== countWords(before?.hidden, language)) {
      found.push(make("li", { class: "fact" }, icon("shield"), fill(words.hidden, { list: hidden })));
    }
    const masked = countWords(each.masked, language);
    if (masked) found.push(make("li", { class: "fact" }, icon("shield"), fill(words.masked, { list: masked })));
    if (each.restored) {
      found.push(make("li", { class: "fact plain" }, fill(words.restored[each.restored === 1 ? 0 : 1], { n: each.restored })));
    }
    if (each.cut) {
      found.at(-1).classList.add("cut");
      found.push(make("li", { class: "notice" }, make("strong", {}, words.cut), " ", words[each.cut] ?? ""));
    }
    return found;
  }

  /** The form's button: it sends, or stops. */
  control() {
    const name = this.running ? this.words.stop : this.words.send;
    this.button.replaceChildren(icon(this.running ? "stop" : "send"));
    this.button.setAttribute("aria-label", name);
    this.button.title = name;
    this.button.disabled = Boolean(this.state.ended) || (this.busy && !this.running);
  }

  grow() {
    this.box.rows = 1;
    this.box.rows = Math.min(6, Math.max(1, Math.floor(this.box.scrollHeight / 22)));
  }

  announce(text) { this.status.textContent = text; }

  /** Says what came of it, where nothing went wrong. */
  tell(text) {
    this.warn("");
    this.toldLine.textContent = text;
    this.announce(text);
  }

  warn(text) {
    this.toldLine.textContent = "";
    this.alertLine.textContent = text;
  }

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.running) this.send();
  }

  openPage() {
    this.chatView.hidden = this.openButton.hidden = true;
    return this.page.show();
  }

  leavePage() {
    this.page.element.hidden = true;
    this.chatView.hidden = this.openButton.hidden = false;
    this.render();
  }

  /** What a refusal means to the person; `own` has words by code. */
  explain(problem, own = {}) {
    const { words } = this;
    const known = { __proto__: null, subject_restricted: words.restricted, age_restricted: words.restricted, ...own };
    const code = problem instanceof Refusal ? problem.code : "";
    const refused = ["recipient_refused", "purpose_refused", "content_blocked", "not_examinable"].includes(code);
    const said = known[code] ?? (refused ? words.refusedNow : words.failed);
    const contact = problem?.details?.contact;
    return contact && !Object.hasOwn(own, code) ? `${said} ${fill(words.help, { contact })}` : said;
  }

  async attempt(run, own) {
    try {
      this.warn("");
      await run();
    } catch (problem) {
      const text = this.explain(problem, own);
      if (this.chatView.hidden) this.page.list.prepend(make("p", { class: "alert", role: "alert" }, text));
      else this.warn(text);
    }
  }

  save() {
    writeEntry(this.state);
    this.watchEnd();
  }

  /** Ends the conversation when its day is over. */
  watchEnd() {
    clearTimeout(this.timer);
    if (!this.state.ends) return;
    const left = this.state.ends - Date.now();
    if (left > 0) this.timer = setTimeout(() => this.watchEnd(), left);
    else this.clear(this.words.expired);
  }

  /** Removes all that this browser knows; for the site's sign-out too. */
  forget() {
    const here = this.shadowRoot.activeElement;
    this.clear(this.words.forgotten);
    if (here) this.box.focus();
  }

  clear(said) {
    this.stop("stopped");
    removeEntry();
    const { ended } = this.state;
    this.state = ended ? { ...newState(), ended } : newState();
    this.optIn = new OptIn(this);
    this.client.minted = this.client.minting = null;
    this.box.value = "";
    this.shadowRoot.querySelector("dialog")?.close();
    this.warn("");
    this.leavePage();
    this.announce(said);
  }

  /** Another tab has changed the entry. */
  otherTab(event) {
    if (event.storageArea !== localStorage || (event.key !== ENTRY && event.key !== null)) return;
    const found = readEntry();
    this.optIn.given = null;
    if (!found) {
      this.clear(this.words.forgotten);
      return;
    }
    if (found.withdrawn && found.withdrawn !== this.state.withdrawn) this.stop("withdrawn");
    const { language, state } = this;
    const messages = (state.ends ?? found.ends) === found.ends ? merged(found.messages, state.messages) : found.messages;
    Object.assign(state, { withdrawn: undefined }, found, { messages });
    if (messages.some((each, at) => each.text !== found.messages[at]?.text)) this.save();
    if (language === this.language) this.render();
    else this.build();
  }

  notice(purpose, recipient) {
    const asked = new URLSearchParams({ language: this.tag });
    if (recipient) asked.set("recipient", recipient);
    else asked.set("model", this.getAttribute("model") ?? "");
    return this.client.json("GET", `privacy/notices/${encodeURIComponent(purpose)}?${asked}`);
  }

  /** A consent has ended: nothing more leaves, and a signal's "no" to keeping holds again. */
  withdrawn() {
    this.optIn.given = null;
    this.state.withdrawn = Date.now();
    this.state.signals = [];
    this.save();
    this.announce(this.words.withdrawn);
  }

  /** Changes the language of words and notices. */
  speak(tag) {
    this.state.language = tag;
    this.build();
  }

  /** The person is too young; that is remembered. */
  end() {
    this.state.ended = "age";
    this.box.value = "";
    this.save();
    this.render();
  }

  async send() {
    const text = this.box.value.trim();
    if (!text || this.busy || this.state.ended) return;
    this.busy = true;
    this.control();
    const { optIn } = this;
    await this.attempt(async () => {
      let anew = null;
      for (let turn = 0; turn < 3; turn += 1) {
        // Who was forgotten meanwhile sends nothing any more.
        if (!(await optIn.holds(anew)) || optIn !== this.optIn) return;
        try {
          await this.exchange(text);
          return;
        } catch (problem) {
          optIn.given = null;
          if (["consent_required", "consent_stale"].includes(problem.code)) anew = problem.details.consent ?? {};
          else if (problem.code !== "age_restricted" || turn) throw problem;
        }
      }
      throw new Refusal("consent_required");
    });
    this.busy = false;
    this.control();
  }

  /** Sends the message and shows the answer; a refusal is thrown, the message back in the box. */
  async exchange(text) {
    const mark = `${Date.now()}-${Math.random()}`;
    const question = { role: "user", text, mark };
    const reply = { role: "assistant", text: "", mark };
    const { state } = this;
    state.messages.push(question);
    this.box.value = "";
    this.running = new AbortController();
    this.running.why = "";
    const { running } = this;
    this.render();
    this.list.scrollTop = this.list.scrollHeight;
    this.announce(this.words.writing);
    const headers = state.conversation ? { "X-Discreet-Conversation": state.conversation } : {};
    if (this.getAttribute("purpose")) headers["X-Discreet-Purpose"] = this.getAttribute("purpose");
    const onStart = (got) => {
      state.conversation = got.get("X-Discreet-Conversation") ?? state.conversation;
      question.hidden = readCounts(got.get("X-Discreet-Redactions"));
      state.messages.push(reply);
      if (this.state === state) this.save();
      this.render();
      this.list.setAttribute("aria-busy", "true");
    };
    const onText = (piece) => {
      const follows = this.follows();
      reply.text += piece;
      this.place.append(piece);
      if (follows) this.list.scrollTop = this.list.scrollHeight;
    };
    const sent = state.messages.filter((each) => each.text).map(({ role, text: content }) => ({ role, content }));
    try {
      const end = await this.client.stream({ model: this.getAttribute("model"), messages: sent, stream: true },
        { headers, signal: running.signal, onStart, onText });
      if (this.state === state) this.finish(reply, end, running.why);
    } catch (problem) {
      state.messages = state.messages.filter((each) => each !== question);
      if (this.state === state && !this.box.value) this.box.value = text;
      if (!running.why) throw problem;
      if (running.why === "withdrawn") this.tell(this.words.withdrawn);
    } finally {
      this.running = null;
      this.list.removeAttribute("aria-busy");
      if (this.state === state && state.messages.length) this.save();
      this.render();
    }
  }

  /** Says what came, once and as a whole. */
  finish(reply, end, why) {
    const { words } = this;
    reply.masked = end.facts.masked;
    reply.restored = Number(end.facts.restored) || 0;
    if (end.whole && !why) {
      this.announce(`${words.assistant}: ${reply.text}`);
      return;
    }
    reply.cut = why || CUTS[end.error?.consent?.state] || CUTS[end.error?.code] || "broken";
    if (["withdrawn", "lapsed"].includes(reply.cut)) this.optIn.given = null;
    this.announce(`${words.assistant}: ${reply.text} ${words.cut} ${words[reply.cut] ?? ""}`);
  }

  /** Stops a running answer; `why` is what is shown with it. */
  stop(why) {
    if (!this.running) return;
    this.running.why = why;
    this.running.abort();
  }
}

if (!customElements.get("discreet-chat")) customElements.define("discreet-chat", DiscreetChat);
