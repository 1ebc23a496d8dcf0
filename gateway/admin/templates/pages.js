// Pages that show counts are read again every so often, while somebody looks at them.
"use strict";
(() => {
  const main = () => document.querySelector("main[data-refresh]");
  const busy = () => document.hidden || document.activeElement?.closest("form, table a");

  async function refresh() {
    const shown = main();
    if (shown === null || busy()) return;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    // The session is over, or something else stands there now.
    if (answer.redirected || !answer.ok) {
      if (answer.redirected || answer.status === 401 || answer.status === 403) location.reload();
      return;
    }
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = read.querySelector("main[data-refresh]");
    if (fresh !== null) shown.replaceWith(fresh);
  }

  const seconds = Number(main()?.dataset.refresh ?? 0);
  if (seconds > 0) {
    setInterval(() => {
      refresh().catch(() => undefined);
    }, seconds * 1000);
  }
})();
