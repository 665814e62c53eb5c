// The appearance a person chose on this device; none means the system's.
const KEY = "comite.theme";

export function chosenTheme() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function applyTheme() {
  const theme = chosenTheme();
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

export function chooseTheme(theme) {
  try {
    if (theme) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    document.documentElement.dataset.theme = theme;
    return;
  }
  applyTheme();
}
