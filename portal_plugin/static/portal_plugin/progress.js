// Keeps the count of a long piece of work up to date, and shows its result when it is done.
// Without this script the page has a link that does the same.
"use strict";

(() => {
  const PAUSE = 1500;
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const says = box.querySelector("[data-progress-says]");

  async function look() {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (found.finished) {
        window.location.reload();
        return;
      }
      bar.max = found.total;
      bar.value = found.done;
      says.textContent = found.says;
    } catch {
      return; // the link remains
    }
    window.setTimeout(look, PAUSE);
  }

  window.setTimeout(look, PAUSE);
})();
