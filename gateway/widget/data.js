// The page of one's own data, a module that the page of consents loads when it is shown.
const PACKAGES = ["access", "portability"];
const DAY = { dateStyle: "medium" };

/** Puts the way to the page under the consents; `tools` are the widget's own functions. */
export function addData(page, tools) {
  const words = DATA_WORDS[page.chat.language];
  const { make } = tools;
  if (page.element.querySelector(".data")) return;
  const open = () => new DataPage(page, tools).show();
  page.element.querySelector(".browser")?.before(make("div", { class: "browser data" }, make("h3", {}, words.title),
    make("p", { class: "muted" }, words.why), make("button", { type: "button", class: "firm", on: { click: open } }, words.open)));
}

class DataPage {
  constructor(page, tools) {
    this.page = page;
    this.chat = page.chat;
    this.words = DATA_WORDS[this.chat.language];
    Object.assign(this, tools);
  }

  /** Builds the page anew and reads everything; the focus goes to the heading. */
  async show() {
    const { make, words, page, chat: { client, state } } = this;
    const heading = make("h2", { id: "page-title", tabindex: "-1" }, words.title);
    // Where `attempt` says what went wrong.
    page.list = make("div", { class: "records", "aria-busy": "true" }, make("p", { class: "muted" }, words.loading));
    page.element.replaceChildren(make("div", { class: "inner" },
      make("button", { type: "button", class: "quiet", on: { click: () => page.show() } }, this.icon("back"), words.back), heading, page.list));
    heading.focus();
    await this.chat.attempt(async () => {
      const [talks, sent, asked] = await Promise.all(
        ["conversations", "disclosures", "requests"].map((each) => client.json("GET", `privacy/${each}`)));
      const requests = await Promise.all(asked.requests.map((each) => this.whole(each)));
      if (state !== this.chat.state || !page.list.isConnected) return;
      this.purposes = talks.purposes;
      page.list.replaceChildren();
      page.list.after(this.talks(talks), this.disclosures(sent), this.copies(), this.wishes(requests), this.requests(requests));
    });
    page.list.querySelector(".muted")?.remove();
    page.list.removeAttribute("aria-busy");
  }

  /** A request; of one that leads to a package, also until when that is there. */
  async whole(each) {
    const ready = PACKAGES.includes(each.kind) && each.status === "RequestFulfilled";
    return ready ? this.chat.client.json("GET", `privacy/requests/${encodeURIComponent(each.id)}`) : each;
  }

  date(time, options = DAY) {
    return new Intl.DateTimeFormat(this.chat.language, options).format(new Date(time));
  }

  section(title, ...children) {
    return this.make("section", { class: "browser", "aria-label": title }, this.make("h3", {}, title), ...children);
  }

  button(text, run, { kind = "quiet", about = "" } = {}) {
    return this.make("button", { type: "button", class: kind, "aria-label": about ? `${text}: ${about}` : null, on: { click: run } }, text);
  }

  /** A list that goes on where there is more; `one` makes an element of an item. */
  listed(first, key, { path, one, none }) {
    const { make, words, chat: { client } } = this;
    const list = make("div", { class: "records" }, ...first[key].map(one));
    if (!first[key].length) list.append(make("p", { class: "muted" }, none));
    const more = (after) => {
      if (!after) return;
      const button = this.button(words.more, () => this.chat.attempt(async () => {
        const next = await client.json("GET", `privacy/${path}?after=${encodeURIComponent(after)}`);
        const added = next[key].map(one);
        button.replaceWith(...added);
        more(next.after);
        if (added[0]) {
          added[0].tabIndex = -1;
          added[0].focus();
        }
      }));
      list.append(button);
    };
    more(first.after);
    return list;
  }

  talks(found) {
    const { words } = this;
    return this.section(words.talks, this.listed(found, "conversations",
      { path: "conversations", none: words.noTalks, one: (each) => this.talk(each) }));
  }

  /** One conversation: when, how long it is kept, its texts on demand, and its end. */
  talk(each) {
    const { make, fill, words } = this;
    const title = this.date(each.created_at, { dateStyle: "medium", timeStyle: "short" });
    const ends = [[words.until, each.hide_at], [words.erased, each.erase_by]].filter(([, time]) => time)
      .map(([line, time]) => fill(line, { date: this.date(time) }));
    const kept = ["held", "kept"].includes(each.state) || (each.keep_until && each.hidden);
    const standing = each.hidden ? [kept ? words.kept : words.over] : ends;
    const texts = make("div", { class: "texts", hidden: true });
    const show = this.button(words.show, () => this.read(each, { show, texts, title }), { about: title });
    show.setAttribute("aria-expanded", "false");
    const article = make("article", {}, make("h3", {}, title),
      make("p", { class: "muted" }, [each.messages ? fill(words.messages[each.messages === 1 ? 0 : 1], { n: each.messages }) : null, ...standing].filter(Boolean).join(" · ")),
      each.hidden ? null : make("div", { class: "row" }, show,
        this.button(words.remove, () => this.remove(each, article), { kind: "firm", about: title })), texts);
    return article;
  }

  async read(each, { show, texts, title }) {
    const { make, words } = this;
    await this.chat.attempt(async () => {
      if (texts.hidden) {
        const found = await this.chat.client.json("GET", `privacy/conversations/${encodeURIComponent(each.id)}`);
        texts.replaceChildren(...found.messages.map((said) => make("p", { class: "text", dir: "auto" },
          make("strong", {}, `${{ user: words.you, assistant: words.assistant }[said.role] ?? said.role}: `), said.text)));
      }
      texts.hidden = !texts.hidden;
      show.textContent = texts.hidden ? words.show : words.hide;
      show.setAttribute("aria-label", `${show.textContent}: ${title}`);
      show.setAttribute("aria-expanded", String(!texts.hidden));
    });
  }

  async remove(each, article) {
    const { words, page } = this;
    if (!(await this.sure(words.removeAsk, words.removeWhy, words.remove))) return;
    await this.chat.attempt(async () => {
      await this.chat.client.json("DELETE", `privacy/conversations/${encodeURIComponent(each.id)}`);
      article.remove();
      page.element.querySelector("h2").focus();
      this.chat.announce(words.removed);
    }, { erasure_refused: words.forbidden });
  }

  /** What went to whom, newest page last. */
  disclosures(found) {
    const { make, fill, words } = this;
    const one = (each) => {
      const list = this.countWords(each.entity_counts, this.chat.language);
      const who = [each.recipient_name ?? each.recipient, each.recipient_country].filter(Boolean).join(", ");
      const facts = [each.purpose, fill(words.bytes, { n: each.sent_bytes }), list ? fill(words.replaced, { list }) : null];
      return make("p", { dir: "auto" }, `${this.date(each.at, { dateStyle: "medium", timeStyle: "short" })} · ${who}`,
        make("span", { class: "muted" }, ` · ${facts.filter(Boolean).join(" · ")}`));
    };
    return this.section(words.sent, this.listed(found, "disclosures", { path: "disclosures", none: words.noSent, one }));
  }

  copies() {
    const { make, words } = this;
    return this.section(words.copy, make("p", { class: "muted" }, words.copyWhy), make("div", { class: "row" },
      ...PACKAGES.map((kind) => this.button(words[kind], () => this.ask(kind, { language: this.chat.language }), { kind: "firm" }))));
  }

  /** Restriction, objection, erasure. */
  wishes(requests) {
    const { make, words } = this;
    const restricted = requests.some((each) => each.kind === "restriction" && each.status === "RequestFulfilled");
    const restrict = this.button(words.restrict, async () => {
      if (await this.sure(words.restrictAsk, words.restrictWhy, words.restrict)) this.ask("restriction", {});
    }, { kind: "firm" });
    const lift = this.button(words.lift, () => this.ask("restriction", { lift: true }), { kind: "firm" });
    const erase = this.button(words.erase, async () => {
      if (await this.sure(words.eraseAsk, words.eraseWhy, words.eraseYes)) this.ask("erasure", {});
    }, { kind: "firm" });
    const box = make("select", { id: "purpose" }, ...this.purposes.map((each) => make("option", { value: each.purpose }, each.title)));
    const object = (event) => {
      event.preventDefault();
      this.ask("objection", { purposes: [box.value] }, { invalid_request: words.objectBad });
    };
    return this.section(words.wishes, make("div", { class: "row" }, restrict, restricted ? lift : null, erase),
      this.purposes.length ? make("form", { on: { submit: object } }, make("label", { for: "purpose" }, words.objectTo),
        make("div", { class: "row" }, box, make("button", { class: "quiet" }, words.object))) : null);
  }

  /** Files a request and shows the page anew. */
  async ask(kind, details, own = {}) {
    await this.chat.attempt(async () => {
      const told = await this.chat.client.json("POST", "privacy/requests", { body: { kind, details } });
      await this.show();
      this.chat.announce(told.message);
    }, { request_active: this.words.active, ...own });
  }

  requests(found) {
    const { make, words } = this;
    const list = found.map((each) => this.request(each));
    return this.section(words.requests, make("div", { class: "records" },
      ...(list.length ? list : [make("p", { class: "muted" }, words.noRequests)])));
  }

  request(each) {
    const { make, fill, words } = this;
    const title = `${words.kinds[each.kind]} · ${this.date(each.received_at)}`;
    const open = !each.decided_at;
    const due = open && each.due_at ? fill(words.due, { date: this.date(each.due_at) }) : null;
    const ready = Boolean(each.result_until);
    return make("article", {}, make("h3", {}, title),
      make("p", {}, [each.message, due, each.overdue ? words.late : null].filter(Boolean).join(" · ")),
      each.complaint ? make("p", { class: "muted" }, each.complaint) : null,
      make("div", { class: "row" },
        ready ? this.button(words.download, () => this.download(each), { kind: "firm", about: title }) : null,
        open ? this.button(words.revoke, () => this.revoke(each), { about: title }) : null),
      ready && each.kind === "portability" ? this.pushForm(each) : null);
  }

  async download(each) {
    await this.chat.attempt(async () => {
      const response = await this.chat.client.call("GET", `privacy/requests/${encodeURIComponent(each.id)}/result`);
      const address = URL.createObjectURL(await response.blob());
      this.make("a", { href: address, download: `${each.kind}-${each.id}.zip` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
  }

  async revoke(each) {
    await this.chat.attempt(async () => {
      const told = await this.chat.client.json("POST", `privacy/requests/${encodeURIComponent(each.id)}/revoke`, { body: {} });
      await this.show();
      this.chat.announce(told.message);
    });
  }

  pushForm(each) {
    const { make, fill, words } = this;
    const name = `push-${each.id}`;
    const box = make("input", { id: name, type: "url", required: true, autocomplete: "off", spellcheck: "false", placeholder: "https://" });
    const own = { push_target_refused: words.pushBad, invalid_request: words.pushBad, push_failed: words.pushFailed };
    const send = async (event) => {
      event.preventDefault();
      const url = box.value.trim();
      const host = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url;
      if (!(await this.sure(fill(words.pushAsk, { host }), words.pushWhy, words.pushYes))) return;
      await this.chat.attempt(async () => {
        const signal = AbortSignal.timeout(150000);
        await this.chat.client.json("POST", `privacy/requests/${encodeURIComponent(each.id)}/push`, { body: { url, confirm: true }, signal });
        this.chat.announce(words.pushed);
        box.value = "";
      }, own);
    };
    return make("form", { on: { submit: send } }, make("label", { for: name }, words.pushUrl),
      make("div", { class: "row" }, box, make("button", { class: "quiet" }, words.push)));
  }

  /** Whether the person is sure, by a dialog that Escape leaves without a yes. */
  async sure(title, why, yes) {
    const { make, words, chat } = this;
    const back = chat.shadowRoot.activeElement;
    const said = await this.opened(make("dialog", { lang: chat.language, "aria-labelledby": "sure-title", "aria-describedby": "sure-text" },
      make("h2", { id: "sure-title", tabindex: "-1" }, title), make("p", { id: "sure-text" }, why),
      make("div", { class: "choices" }, this.answer("yes", yes, "choice"), this.answer("", words.cancel, "choice"))), chat.shadowRoot);
    back?.focus();
    return said === "yes";
  }
}
