// Calls to the gateway that this script came from, and to the page's own token address.
const HOME = new URL(".", document.currentScript.src);
const BEFORE_END = 30 * 1000;
const PATIENCE = 20 * 1000;

/** A refusal: its stable code, and what the gateway says with it. */
class Refusal extends Error {
  constructor(code, details = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

class Client {
  /** `options()` gives the token's address and method; `state()` what is kept. */
  constructor(options, state) {
    this.options = options;
    this.state = state;
    this.minted = null;
    this.minting = null;
    this.skew = null;
  }

  /** The gateway's time as far as it is known; the person's clock may be wrong. */
  now() { return Date.now() + (this.skew ?? 0); }

  async token() {
    if (this.minted && this.minted.ends - this.now() > BEFORE_END) return this.minted.token;
    const minting = (this.minting ??= this.mint());
    try {
      return await minting;
    } finally {
      if (this.minting === minting) this.minting = null;
    }
  }

  async mint() {
    const { url, method } = this.options();
    const address = new URL(url, document.baseURI);
    if (address.origin !== location.origin) throw new Refusal("token_refused");
    const visitor = this.state().visitor;
    const post = method === "POST";
    const response = await fetch(address, {
      method, cache: "no-store", credentials: "same-origin", redirect: "error",
      headers: post ? { "Content-Type": "application/json" } : {},
      body: post ? JSON.stringify(visitor ? { visitor } : {}) : undefined,
    });
    if (!response.ok) throw new Refusal("token_refused");
    const made = await response.json();
    this.minted = { token: String(made.token), ends: Date.parse(made.expires) };
    if (typeof made.visitor === "string") this.state().visitor = made.visitor;
    return this.minted.token;
  }

  /** One call; a token that the gateway no longer takes is fetched anew, once. */
  async call(method, path, { body, headers = {}, signal, open = false } = {}) {
    const on = signals().join(",");
    for (let again = false; ; again = true) {
      const sent = { ...headers };
      if (!open) sent.Authorization = `Bearer ${await this.token()}`;
      // A script may set neither Sec-GPC nor DNT.
      if (on) sent["X-Discreet-Signals"] = on;
      if (body !== undefined) sent["Content-Type"] = "application/json";
      const response = await fetch(new URL(path, HOME), {
        method, signal, headers: sent, body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
      });
      const date = Date.parse(response.headers.get("Date") ?? "");
      if (!Number.isNaN(date)) this.skew = date - Date.now();
      if (response.ok) return response;
      if (response.status === 401 && !again && !open) {
        this.minted = null;
        continue;
      }
      const said = await response.json().catch(() => ({}));
      throw new Refusal(String(said?.error?.code ?? response.status), said?.error ?? {});
    }
  }

  async json(method, path, options) {
    return (await this.call(method, path, { signal: AbortSignal.timeout(PATIENCE), ...options })).json();
  }

  /** Streams an answer; gives whether it is whole, the error that cut it, and the facts of the last comment line. */
  async stream(body, { headers, signal, onStart, onText }) {
    const response = await this.call("POST", "v1/chat/completions", { body, headers, signal });
    onStart(response.headers);
    const end = { whole: false, error: null, facts: {} };
    const events = new EventReader((data) => {
      if (data === "[DONE]") {
        end.whole = end.error === null;
        return;
      }
      const event = JSON.parse(data);
      if (event.error) end.error = event.error;
      const delta = event.choices?.[0]?.delta;
      const text = delta?.content ?? delta?.refusal;
      if (typeof text === "string" && end.error === null) onText(text);
    }, (comment) => {
      if (comment.startsWith("discreet {")) end.facts = JSON.parse(comment.slice(9));
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        events.feed(decoder.decode(part.value, { stream: true }));
      }
    } catch {
      // The connection broke, the person stopped it, or it was no stream of events.
      end.whole = false;
      await reader.cancel().catch(() => undefined);
    }
    return end;
  }
}
