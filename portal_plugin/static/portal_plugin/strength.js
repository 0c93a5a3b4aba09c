// Says while one types how well a passphrase would hold. The server judges; without this script the
// same judgement comes with the answer to the form.
"use strict";

(() => {
  const PAUSE = 400;

  function watch(box) {
    const field = document.getElementById(box.dataset.strengthOf);
    const meter = box.querySelector("meter");
    const says = box.querySelector("[data-strength-says]");
    let timer = 0;
    let asked = null;

    async function judge() {
      asked?.abort();
      if (!field.value) {
        box.hidden = true;
        return;
      }
      asked = new AbortController();
      try {
        const answer = await fetch(box.dataset.strength, {
          method: "POST",
          headers: { "X-CSRFToken": box.dataset.strengthToken, Accept: "application/json" },
          body: new URLSearchParams({ passphrase: field.value }),
          signal: asked.signal,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        meter.value = found.share;
        meter.textContent = `${Math.round(found.share * 100)}%`;
        says.textContent = found.says;
        box.hidden = false;
      } catch (fault) {
        if (fault.name !== "AbortError") box.hidden = true;
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(judge, PAUSE);
    });
  }

  for (const box of document.querySelectorAll("[data-strength]")) watch(box);
})();
