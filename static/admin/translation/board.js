// One tick for all rows of the page. Without it, each row is ticked by itself.
const all = document.querySelector(".board__all");
const rows = [...document.querySelectorAll(".board input[name=row]")];
if (all) {
  all.hidden = false;
  all.addEventListener("change", () => rows.forEach((row) => (row.checked = all.checked)));
  for (const row of rows)
    row.addEventListener("change", () => {
      all.checked = rows.every((each) => each.checked);
      all.indeterminate = !all.checked && rows.some((each) => each.checked);
    });
}
