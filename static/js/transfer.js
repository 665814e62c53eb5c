// One file sent in pieces to our server (tus protocol 1.0): it waits for the connection, and goes on where it was.
import { tokenOf } from "./server.js";

const PIECE = 8 * 1024 * 1024;
const LONGEST_WAIT = 30_000;
// Answers after which the server is asked again where it is; the others are its last word.
const AGAIN = { PATCH: [404, 409, 423, 429, 460], ALL: [429] };

class Refused extends Error {}

export class Transfer {
  constructor(file, form, tell, place = "") {
    Object.assign(this, { file, form, tell, place, state: "waiting", offset: 0, words: "" });
  }

  get key() {
    return this.place.split("/").pop();
  }

  async run() {
    if (this.state === "sending" || this.state === "done") return;
    this.become("sending");
    for (let failures = 0; this.state === "sending"; ) {
      try {
        await this.advance();
        failures = 0;
        if (this.isKnown && this.offset === this.file.size) this.become("done");
      } catch (error) {
        if (this.state !== "sending") return;
        if (error instanceof Refused) return this.become("failed", error.message);
        this.isKnown = false; // what the server holds is asked again
        this.tell(this, "Connexion perdue : l’envoi reprendra de lui-même.");
        await chance(Math.min(500 * 2 ** failures++, LONGEST_WAIT));
      }
    }
  }

  pause() {
    this.become("paused");
    this.isKnown = false;
    this.request?.abort();
  }

  async remove() {
    this.become("removed");
    this.request?.abort();
    if (this.place) await this.ask("DELETE", this.place).catch(() => null);
  }

  become(state, words = "") {
    this.state = state;
    this.words = words;
    this.tell(this);
  }

  async advance() {
    if (!this.place) return this.announce();
    if (!this.isKnown) return this.locate();
    const piece = this.file.slice(this.offset, this.offset + PIECE);
    const from = this.offset;
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": from };
    const answer = await this.ask("PATCH", this.place, headers, piece, (sent) => {
      this.offset = from + sent;
      this.tell(this);
    });
    this.settle(answer);
  }

  async announce() {
    const words = { filename: this.file.name, filetype: this.file.type || "application/octet-stream" };
    const told = Object.entries(words).map(([name, value]) => `${name} ${inBase64(value)}`);
    const headers = { "Upload-Length": this.file.size, "Upload-Metadata": told.join(",") };
    const answer = await this.ask("POST", this.form.getAttribute("data-uploads-url"), headers);
    this.place = new URL(answer.getResponseHeader("Location"), location.href).pathname;
    this.settle(answer);
  }

  async locate() {
    const answer = await this.ask("HEAD", this.place);
    if (answer) this.settle(answer);
    else this.place = ""; // it has expired: from the beginning, then
  }

  settle(answer) {
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    this.isKnown = true;
    this.tell(this);
  }

  ask(method, url, headers = {}, body = null, onProgress = null) {
    return new Promise((resolve, reject) => {
      const request = (this.request = new XMLHttpRequest());
      request.open(method, url);
      const own = { Accept: "application/json", "Tus-Resumable": "1.0.0", "X-Form-Token": tokenOf(this.form) };
      for (const [name, value] of Object.entries({ ...own, ...headers })) request.setRequestHeader(name, value);
      if (onProgress) request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
      request.addEventListener("load", () => {
        const { status } = request;
        if (status < 300) resolve(request);
        else if (method === "HEAD" && [404, 410].includes(status)) resolve(null);
        else if (status >= 500 || (AGAIN[method] ?? AGAIN.ALL).includes(status)) reject(new Error(status));
        else reject(new Refused(sentence(request.responseText)));
      });
      for (const ending of ["error", "abort", "timeout"]) request.addEventListener(ending, () => reject(new Error(ending)));
      request.send(body);
    });
  }
}

function sentence(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return "Ce fichier a été refusé.";
  }
}

function inBase64(words) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(words)));
}

// A moment, or the return of the connection.
function chance(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
  });
}
