// A site changes the --discreet- ones.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
:host { --ink: #1b1e23; --muted: #59616c; --line: #dfe3e8; --surface: #ffffff; --soft: #f5f6f8; --alarm: #a4262c;
  --accent: var(--discreet-accent, #2456c7); --on-accent: var(--discreet-accent-text, #ffffff); --said: var(--discreet-accent, #2456c7);
  --on-said: var(--discreet-accent-text, #ffffff); --radius: var(--discreet-radius, 14px); display: block;
  height: var(--discreet-height, 36rem); color-scheme: light dark; }
:host([hidden]) { display: none; }
@media (prefers-color-scheme: dark) { :host { --ink: #eceef1; --muted: #a5adb8; --line: #343a43; --surface: #16181c; --soft: #20242a;
  --alarm: #ff9a9e; --accent: var(--discreet-accent, #8fb2ff); --on-accent: var(--discreet-accent-text, #0b1a38);
  --said: var(--discreet-accent, #2d4f9e); } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
.frame, dialog { font: 400 15px/1.5 var(--discreet-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif); color: var(--ink);
  background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.frame { display: flex; flex-direction: column; height: 100%; overflow: hidden; position: relative; }
header { display: flex; min-height: 57px; align-items: center; justify-content: space-between; gap: 12px; padding-block: 8px;
  padding-inline: 18px 10px; border-block-end: 1px solid var(--line); }
h2 { font-size: 16px; font-weight: 600; line-height: 1.35; margin: 0; } h3 { font-size: 15px; font-weight: 600; margin: 0; }
h2:focus, article:focus { outline: none; } p { margin: 0; } a { color: var(--accent); }
svg { width: 18px; height: 18px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round;
  stroke-linejoin: round; } button, textarea, input, select { font: inherit; color: inherit; }
button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 36px; padding: 6px 12px;
  border: 1px solid transparent; border-radius: 9px; background: none; cursor: pointer; } button:disabled { opacity: .45; cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; } .quiet { color: var(--muted); font-size: 14px; }
.quiet:hover { background: var(--soft); color: var(--ink); }
.firm { border-color: var(--line); background: var(--surface); font-size: 14px; font-weight: 500; } .firm:hover { border-color: var(--ink); }
.view { display: flex; flex-direction: column; flex: 1; min-height: 0; }
.talk { flex: 1; overflow-y: auto; margin: 0; padding: 18px; list-style: none; display: flex; flex-direction: column; gap: 10px;
  overscroll-behavior: contain; } .talk:focus-visible { outline-offset: -3px; } .talk > li:first-child { margin-block-start: auto; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.user { align-self: flex-end; max-width: 85%; background: var(--said); color: var(--on-said); border-radius: 16px; border-end-end-radius: 5px;
  padding: 8px 14px; }
.assistant { align-self: flex-start; max-width: 92%; background: var(--soft); border-radius: 16px; border-end-start-radius: 5px;
  padding: 8px 14px; } .assistant .text:empty::after { content: "…"; color: var(--muted); }
.cut { border-block-end: 2px dashed var(--muted); border-end-end-radius: 0; border-end-start-radius: 0; }
.fact { display: flex; align-items: center; gap: 6px; color: var(--muted); font-size: 13px; }
.fact svg { width: 15px; height: 15px; color: var(--accent); } .user + .fact { align-self: flex-end; margin-block-start: -4px; }
.fact.plain { margin-block-start: -6px; padding-inline-start: 14px; }
.notice { font-size: 14px; color: var(--muted); border-inline-start: 3px solid var(--muted); padding-inline-start: 10px; }
.notice strong { color: var(--ink); font-weight: 600; } .alert, .told { font-size: 14px; padding: 0 18px 10px; }
.alert { color: var(--alarm); } .told { color: var(--muted); } .alert:empty, .told:empty { display: none; }
.composer { display: flex; align-items: flex-end; gap: 8px; margin: 0 12px 12px; padding: 5px; border: 1px solid var(--line);
  border-radius: 14px; background: var(--surface); }
.composer:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
textarea { flex: 1; resize: none; border: 0; background: none; padding: 7px 9px; min-width: 0; } textarea:focus-visible { outline: none; }
::placeholder { color: var(--muted); opacity: 1; }
.send { width: 38px; min-height: 38px; padding: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); }
.page { flex: 1; overflow-y: auto; padding: 14px 18px 24px; }
.inner { display: flex; flex-direction: column; align-items: stretch; gap: 16px; max-width: 40rem; margin: 0 auto; }
.inner > .quiet { align-self: flex-start; margin-inline-start: -12px; } .page h2 { font-size: 20px; } .page .alert { padding: 0; }
.code:empty { display: none; }
.records, .code, .page form, .browser { display: flex; flex-direction: column; align-items: stretch; gap: 10px; }
article { border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; }
.code, .page form, .browser { border-block-start: 1px solid var(--line); padding-block-start: 16px; }
.browser .firm { align-self: flex-start; } .muted { color: var(--muted); font-size: 14px; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-block-start: 8px; }
.page form label { font-size: 14px; color: var(--muted); margin-block-end: -12px; }
code { font: 500 15px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; letter-spacing: .03em; padding: 7px 12px; border-radius: 9px;
  background: var(--soft); user-select: all; overflow-wrap: anywhere; }
input, select { border: 1px solid var(--muted); border-radius: 9px; background: var(--surface); padding: 6px 10px; min-height: 36px; }
input { flex: 1; min-width: 12rem; } .row .quiet { border-color: var(--line); }
dialog { width: min(31rem, calc(100vw - 24px)); max-height: calc(100dvh - 24px); padding: 24px; overflow-y: auto;
  scroll-padding-block-end: 100px; box-shadow: 0 18px 60px rgb(0 0 0 / .28); } dialog::backdrop { background: rgb(12 15 20 / .5); }
dialog h2 { font-size: 20px; margin-block-end: 12px; text-wrap: balance; } .parts { display: flex; flex-direction: column; gap: 10px; }
.strong { font-weight: 600; }
.facts { display: flex; flex-direction: column; gap: 6px; margin: 4px 0 0; padding: 14px 0; font-size: 14px; color: var(--muted);
  border-block-start: 1px solid var(--line); }
.signal { display: flex; gap: 10px; padding: 12px 14px; border-radius: 10px; background: var(--soft); font-size: 14px; }
.top { display: flex; justify-content: space-between; align-items: flex-start; gap: 12px; }
.language { flex: none; min-height: 32px; padding: 3px 8px; font-size: 13px; color: var(--muted); border-color: var(--line); }
.choices { display: grid; grid: auto-flow 1fr / 1fr 1fr; gap: 10px; margin-block-start: 8px; padding-block-start: 12px; }
.parts ~ .choices { position: sticky; inset-block-end: -24px; margin-block: 0 -24px; padding-block: 16px 24px; background: var(--surface);
  border-block-start: 1px solid var(--line); } .choices svg { display: none; } .more .choices { border-block-start-color: transparent; }
.more .choices::before { content: ""; position: absolute; inset: -64px 0 100%; pointer-events: none;
  background: linear-gradient(transparent, var(--surface) 85%); }
.more .choices svg { display: block; position: absolute; inset: -10px 0 auto; margin: auto; color: var(--muted); pointer-events: none; }
.choice { border-color: var(--accent); color: var(--accent); font-weight: 600; min-height: 46px; padding-inline: 8px; text-wrap: balance; }
.choice:hover { background: var(--soft); } dialog > .quiet { margin-block-start: 10px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) {
  dialog { margin-block-end: 12px; padding: 18px 20px 16px; scroll-padding-block-end: 140px; } .choice { font-size: 14px; min-height: 44px; }
  .choices:not(.bands) { grid-template-columns: 1fr; gap: 8px; }
  .parts ~ .choices { inset-block-end: -16px; margin-block-end: -16px; padding-block: 12px 16px; }
  textarea, input, select { font-size: 16px; }
}
@media (forced-colors: active) { .user, .assistant, .send, .choice { border: 1px solid; } }
`);
