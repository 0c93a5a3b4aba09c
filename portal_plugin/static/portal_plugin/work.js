// Does the work that a form asks for, while its visitor types: finds a number with which SHA-256 of
// "<challenge>:<number>" begins with the wanted zero bits. Where the browser offers no SHA-256 (plain
// http, or very old) nothing happens here, and the sentence on the page says how long to wait instead.
"use strict";

(() => {
  const SLICE = 2048;
  const encoder = new TextEncoder();

  const hash = (text) => crypto.subtle.digest("SHA-256", encoder.encode(text));

  const isGood = (digest, bits) => new DataView(digest).getUint32(0) >>> (32 - bits) === 0;

  async function solve(challenge, bits) {
    for (let start = 0; ; start += SLICE) {
      const numbers = Array.from({ length: SLICE }, (_, step) => start + step);
      const digests = await Promise.all(numbers.map((number) => hash(`${challenge}:${number}`)));
      const found = digests.findIndex((digest) => isGood(digest, bits));
      if (found >= 0) return String(start + found);
      await new Promise((rest) => setTimeout(rest, 0));
    }
  }

  async function work(box) {
    const form = box.closest("form");
    const says = box.querySelector("[data-work-says]");
    const { workChallenge, workBits, workWait, workDoing, workHeld, workDone } = box.dataset;
    let isBusy = true;
    let pressed = null;
    // Whoever has waited long enough needs no solution: his post is not held any more.
    const waited = Date.now() + Number(workWait) * 1000;

    form.addEventListener("submit", (event) => {
      if (!isBusy || Date.now() > waited) return;
      event.preventDefault();
      pressed = event.submitter ?? true;
      says.textContent = workHeld;
    });

    says.textContent = workDoing;
    try {
      form.elements.namedItem("work_solution").value = await solve(workChallenge, Number(workBits));
      says.textContent = workDone;
    } catch {
      says.textContent = "";
    } finally {
      isBusy = false;
      if (pressed) form.requestSubmit(pressed === true ? undefined : pressed);
    }
  }

  if (!globalThis.crypto?.subtle) return;
  for (const box of document.querySelectorAll("[data-work-challenge]")) work(box);
})();
