// Before anything is drawn: the theme that was chosen last, so that a dark page never flashes white.
document.documentElement.dataset.theme =
  sessionStorage.getItem("sim-theme") ??
  (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
