// Comforts on top of pages that work without any of this.
"use strict";
(() => {
  const DRAFT = "duokou-draft";
  const PRIVATE = new Set(["ticket", "website", "name", "phone", "photos"]);
  const byId = (id) => document.getElementById(id);

  if (document.querySelector("main").dataset.kept.trim()) sessionStorage.removeItem(DRAFT);
  const problems = byId("problems");
  if (problems) problems.focus();
  const form = byId("report");
  if (!form) return;

  // how much may still be written
  const text = byId("text");
  const count = byId("text-count");
  const tell = () => {
    const left = Number(text.dataset.longest) - [...text.value].length;
    count.hidden = left > 2000;
    count.classList.toggle("over", left < 0);
    count.textContent = (left < 0 ? count.dataset.over : count.dataset.left).replace("#", Math.abs(left));
  };
  text.addEventListener("input", tell);

  // a draft that lives as long as this tab; name and phone stay out of it
  const fields = [...form.elements].filter((field) => field.name && !PRIVATE.has(field.name));
  const keep = () => {
    const draft = fields.map((f) => [f.name, f.type === "checkbox" ? f.checked : f.value]);
    sessionStorage.setItem(DRAFT, JSON.stringify(Object.fromEntries(draft)));
  };
  const restore = () => {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) || "{}");
    for (const field of fields) {
      if (!(field.name in draft)) continue;
      if (field.type === "checkbox") field.checked = draft[field.name];
      else field.value = draft[field.name];
    }
  };
  if (!problems) restore();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  tell();

  // one click, one submission; the ticket in the form makes sure of it without this
  const submit = form.querySelector("button[type=submit]");
  form.addEventListener("submit", (event) => {
    if (submit.getAttribute("aria-disabled")) event.preventDefault();
    submit.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => submit.removeAttribute("aria-disabled"));

  // position
  const locate = byId("locate");
  if (navigator.geolocation && window.isSecureContext) {
    locate.parentElement.hidden = false;
    const said = byId("located");
    locate.addEventListener("click", () => {
      said.textContent = locate.dataset.busy;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          byId("latitude").value = coords.latitude.toFixed(6);
          byId("longitude").value = coords.longitude.toFixed(6);
          byId("latitude").closest("details").open = true;
          said.textContent = locate.dataset.done;
          keep();
        },
        () => { said.textContent = locate.dataset.failed; },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }

  // photos: seen and weighed before they travel
  const photos = byId("photos");
  const previews = byId("previews");
  const check = byId("photos-check");
  photos.addEventListener("change", () => {
    const chosen = [...photos.files];
    const large = chosen.filter((file) => file.size > Number(photos.dataset.largest));
    const many = chosen.length > Number(photos.dataset.most);
    check.textContent = many ? photos.dataset.many
      : large.length ? photos.dataset.large + large.map((file) => file.name).join(", ") : "";
    check.hidden = !check.textContent;
    for (const image of previews.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    previews.replaceChildren(...chosen.map((file) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = "";
      item.append(image, file.name);
      return item;
    }));
    previews.hidden = !chosen.length;
  });
})();
