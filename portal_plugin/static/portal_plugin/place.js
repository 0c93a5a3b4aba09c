"use strict";

(() => {
  function offer(box) {
    const form = box.closest("form");
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => form.elements.namedItem(name));
    const ask = box.querySelector("[data-place-ask]");
    const drop = box.querySelector("[data-place-drop]");
    const says = box.querySelector("[data-place-says]");
    const { placeAsking, placeFound, placeFailed } = box.dataset;

    function show(sentence) {
      says.textContent = sentence;
      drop.hidden = !latitude.value;
    }

    ask.addEventListener("click", () => {
      show(placeAsking);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          latitude.value = coords.latitude.toFixed(6);
          longitude.value = coords.longitude.toFixed(6);
          show(`${placeFound} (${latitude.value}, ${longitude.value})`);
        },
        () => show(placeFailed),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
    drop.addEventListener("click", () => {
      latitude.value = longitude.value = "";
      show("");
      ask.focus();
    });
    show(latitude.value ? `${placeFound} (${latitude.value}, ${longitude.value})` : "");
    box.hidden = false;
  }

  if (!navigator.geolocation || !globalThis.isSecureContext) return;
  for (const box of document.querySelectorAll("[data-place]")) offer(box);
})();
