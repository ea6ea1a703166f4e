// Everything works without this script; it only makes some things smoother.
const own = document.querySelector("script[data-components]");

if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

const guardDoubleClicks = () => {
  const WAIT = 2000;
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.hasAttribute("data-prevent-double-click")) return;
    const last = Number(button.dataset.pressedAt || 0);
    const now = Date.now();
    if (now - last < WAIT) event.preventDefault();
    else button.dataset.pressedAt = String(now);
  });
};

guardDoubleClicks();

import(own.dataset.components)
  .then((components) => components.initAll())
  .catch(() => {});
