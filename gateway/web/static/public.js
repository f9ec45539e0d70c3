// Comforts on a citizen's own page, which works without any of this.
"use strict";
(() => {
  const copy = document.getElementById("copy");
  const digits = document.getElementById("digits");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(digits.textContent);
      copy.textContent = copy.dataset.done;
    });
  }

  // fresh news every minute, but never under somebody's hands
  const busy = () => document.hidden
    || document.querySelector("#problems, details[open]")
    || [...document.querySelectorAll("textarea, input[type=file]")].some((field) => field.value.trim())
    || document.querySelector("input[type=radio]:checked")
    || (document.activeElement && document.activeElement.matches("a, button, input, textarea, summary"));
  setInterval(() => {
    if (!busy()) location.replace(location.pathname);
  }, 60_000);

  for (const form of document.querySelectorAll("main form")) {
    const button = form.querySelector("button[type=submit]");
    form.addEventListener("submit", (event) => {
      if (button.getAttribute("aria-disabled")) event.preventDefault();
      button.setAttribute("aria-disabled", "true");
    });
    window.addEventListener("pageshow", () => button.removeAttribute("aria-disabled"));
  }
})();
