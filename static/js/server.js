// Asking our own server, with the token of the form.

export function tokenOf(form) {
  return form?.elements.form_token?.value ?? document.querySelector("[name=form_token]")?.value ?? "";
}

export async function send(url, values, form) {
  return fetch(url, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-Form-Token": tokenOf(form),
    },
    body: JSON.stringify(values),
    credentials: "same-origin",
  });
}

// What a form holds, as plain values: never passwords, files, or the form's own guard.
export function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    const { name, type } = field;
    if (!name || ["password", "file", "submit", "button", "hidden"].includes(type)) continue;
    if (type === "checkbox") values[name] = [...(values[name] ?? []), ...(field.checked ? [field.value] : [])];
    else if (type === "radio") values[name] = field.checked ? field.value : (values[name] ?? "");
    else if (type === "select-multiple") values[name] = [...field.selectedOptions].map((option) => option.value);
    else values[name] = field.value;
  }
  return values;
}

// The same, with the files that arrived beforehand: the form names them again on another device.
export function keptOf(form) {
  const values = valuesOf(form);
  for (const { name, type, value } of form.elements) {
    if (type === "hidden" && value.startsWith("envoi:")) values[name] = [...(values[name] ?? []), value];
  }
  return values;
}

export function putValues(form, values) {
  for (const field of form.elements) {
    if (!(field.name in values) || ["password", "file", "hidden"].includes(field.type)) continue;
    const value = values[field.name];
    if (field.type === "checkbox") field.checked = value.includes(field.value);
    else if (field.type === "radio") field.checked = value === field.value;
    else if (field.type === "select-multiple") {
      for (const option of field.options) option.selected = value.includes(option.value);
    } else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
