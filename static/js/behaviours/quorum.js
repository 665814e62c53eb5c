// Keeps the quorum of a sign-in sheet fresh, and says when another screen has noted something.
const SECONDS = 10;

export function start(element) {
  const seen = [...document.querySelectorAll(".sheet__seat--here")].map((seat) => Number(seat.dataset.seat));
  const known = seen.sort((one, other) => one - other).join();
  setInterval(() => refresh(element, known), SECONDS * 1000);
}

async function refresh(element, known) {
  if (document.hidden) return;
  const answer = await fetch(element.dataset.quorumUrl, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const quorum = await answer.json();
  element.querySelector(".quorum__sentence").textContent = quorum.sentence;
  element.classList.toggle("quorum--reached", quorum.is_reached);
  element.querySelector(".quorum__stale").hidden = quorum.seated.join() === known;
}
