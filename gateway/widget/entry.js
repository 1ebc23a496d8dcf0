// The one entry in localStorage, and the signals that decide whether there is one.
const ENTRY = "discreet-chat";
const KEPT_FOR = 24 * 60 * 60 * 1000;

/** The privacy signals of this browser, in order: "gpc", "dnt". */
function signals() {
  const found = [];
  if (navigator.globalPrivacyControl === true) found.push("gpc");
  if (navigator.doNotTrack === "1" || window.doNotTrack === "1") found.push("dnt");
  return found;
}

/** What a new conversation starts with. */
const newState = () => ({ messages: [], signals: [] });

/** Whether every signal that is on was shown to the person who then said yes. */
function mayKeep(state) {
  return signals().every((each) => state.signals.includes(each));
}

/** The stored state, or null; an entry that has ended, or that a signal forbids, is removed. */
function readEntry() {
  let found = null;
  try {
    found = JSON.parse(localStorage.getItem(ENTRY));
    if (found === null) return null;
  } catch {
    removeEntry();
    return null;
  }
  const left = found.ends - Date.now();
  const whole = Array.isArray(found.messages) && Array.isArray(found.signals);
  // More than 24 hours left: the clock was set back, and nobody knows how old the entry is.
  if (!whole || !(left > 0 && left <= KEPT_FOR) || !mayKeep(found)) {
    removeEntry();
    return null;
  }
  found.messages = found.messages.filter((each) =>
    each && ["user", "assistant"].includes(each.role) && typeof each.text === "string");
  return found;
}

/** Keeps a state until 24 hours after its first write. */
function writeEntry(state) {
  state.ends ??= Date.now() + KEPT_FOR;
  if (!mayKeep(state)) {
    removeEntry();
    return;
  }
  try {
    localStorage.setItem(ENTRY, JSON.stringify(state));
  } catch {
    // Storage is full or switched off: the conversation lives as long as the page.
  }
}

function removeEntry() {
  try {
    localStorage.removeItem(ENTRY);
  } catch {
    // Storage is switched off, so there is nothing to remove.
  }
}

/** What two tabs know of one conversation: the fuller of each message, in the order of their time. */
function merged(kept, ours) {
  const name = (each) => `${each.mark} ${each.role}`;
  const own = new Map(ours.map((each) => [name(each), each]));
  const fuller = kept.map((each) => {
    const mine = own.get(name(each));
    own.delete(name(each));
    return mine && JSON.stringify(mine).length >= JSON.stringify(each).length ? mine : each;
  });
  return [...fuller, ...own.values()].sort((one, other) => parseInt(one.mark, 10) - parseInt(other.mark, 10));
}
