// Leaving the account leaves nothing written on this device.
import { forgetAll } from "../drafts.js";

export function start(form) {
  form.addEventListener("submit", forgetAll);
}
