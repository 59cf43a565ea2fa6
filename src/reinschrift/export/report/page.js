"use strict";
const search = document.getElementById("search"), reason = document.getElementById("reason");
const found = document.getElementById("found"), groups = [...document.querySelectorAll("[data-reason]")];
function filter() {
  const words = search.value.trim().toLowerCase();
  let shown = 0;
  for (const group of groups) {
    let here = 0;
    for (const sample of group.querySelectorAll("article")) {
      const fits = (!reason.value || reason.value === group.dataset.reason)
        && (!words || sample.textContent.toLowerCase().includes(words));
      sample.hidden = !fits;
      if (fits) here += 1;
    }
    group.hidden = here === 0;
    if (here && (words || reason.value)) group.open = true;
    shown += here;
  }
  found.textContent = shown === 1 ? "1 sample" : shown + " samples";
}
search.addEventListener("input", filter);
reason.addEventListener("change", filter);
document.getElementById("clear").addEventListener("click", () => { search.value = ""; reason.value = ""; filter(); search.focus(); });
filter();
