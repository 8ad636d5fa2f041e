// Disconnecting a service: asked once more in a dialog, and told where the button was, without loading the page anew.
// All words are the page's. Without this script the button is not shown, and the page says what to do instead.
"use strict";

for (const connection of document.querySelectorAll(".connection")) {
  const part = (name) => connection.querySelector(name);
  const dialog = part("dialog");
  if (!dialog) continue; // not connected

  const opens = part(".disconnect");
  const ends = part(".do-disconnect");
  const wrong = part(".went-wrong");
  const said = (name) => dialog.querySelector(`template[data-says="${name}"]`)?.content.textContent;
  const label = ends.textContent;
  let isAsking = false;

  function tell({ disconnected, toldProvider }) {
    dialog.close();
    part(".connected").hidden = true;
    // Where it was ended already, somewhere else, who ended it has been told.
    if (disconnected) part(toldProvider ? ".told" : ".untold").hidden = false;
    part(".to-connect").hidden = false;
    part(".now-ended").hidden = false;
    part(".now-ended").focus(); // where the button was that is gone now; it is read out
  }

  function complain(status) {
    wrong.textContent = said(status) ?? said("failed");
    wrong.hidden = false;
  }

  async function disconnect() {
    if (isAsking) return;
    isAsking = true;
    wrong.hidden = true;
    ends.setAttribute("aria-disabled", "true"); // not `disabled`, by which it would lose the focus
    ends.textContent = said("working");
    try {
      const options = { method: "DELETE", headers: { accept: "application/json" }, redirect: "error" };
      const answer = await fetch(dialog.dataset.address, options);
      if (answer.ok) {
        tell(await answer.json());
      } else {
        complain(String(answer.status));
      }
    } catch {
      complain("failed");
    } finally {
      isAsking = false;
      ends.removeAttribute("aria-disabled");
      ends.textContent = label;
    }
  }

  part(".without-script").hidden = true;
  opens.hidden = false;
  opens.addEventListener("click", () => {
    wrong.hidden = true;
    dialog.showModal();
  });
  part(".keep").addEventListener("click", () => dialog.close());
  ends.addEventListener("click", disconnect);
}
