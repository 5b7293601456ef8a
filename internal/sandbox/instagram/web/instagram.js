"use strict";
const ig = (path, body) => call("instagram/" + path, body);
const view = { version: "", state: null, account: "", person: "", drawn: "" };
const stamp = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const products = { FEED: "Kiriman", REELS: "Reel", STORY: "Story", LIVE: "Siaran langsung" };

const act = (name, body, done) => run(async () => { await ig("acts/" + name, body); await refresh(); }, done);
const pair = (more) => ({ account: view.account, person: view.person, ...more });
const thread = () => view.state.threads.find((t) => t.account === view.account && t.person === view.person);

function choices(id, rows, chosen) {
  const box = $(id);
  if (box.dataset.rows === JSON.stringify(rows) && box.value === chosen) return;
  box.dataset.rows = JSON.stringify(rows);
  box.replaceChildren(...rows.map(([value, label]) => el("option", { value, selected: value === chosen }, label)));
}

async function refresh() {
  const out = await ig("state?" + new URLSearchParams({ version: view.version }));
  if (!out.same) {
    view.version = out.version;
    view.state = out.state;
  }
  draw();
}

function draw() {
  const s = view.state;
  view.account ||= s.accounts[0].id;
  view.person ||= s.people[0].username;
  const a = s.accounts.find((x) => x.id === view.account) || s.accounts[0];
  const key = [view.version, view.account, view.person].join();
  if (key === view.drawn || typing()) return;
  view.drawn = key;
  choices("account", s.accounts.map((x) => [x.id, `${x.name} (@${x.username})`]), view.account);
  choices("person", s.people.map((x) => [x.username, `${x.name} (@${x.username})`]), view.person);
  $("live").textContent = `${count.format(s.effects)} tindakan aplikasi`;
  $("access").textContent = a.scopes.length ? `Aplikasi terhubung${a.subscribed_fields.length ? ", webhook aktif" : ", webhook belum aktif"}.` : "Aplikasi tidak punya akses ke akun ini. Hubungkan dari Kelola Pesan.";
  $("posts").replaceChildren(...a.media.map((m) => post(a, m)));
  drawThread(a);
}

/** Nothing is redrawn under the hands of somebody who writes. */
function typing() {
  const e = document.activeElement;
  return e && e.tagName === "INPUT" && e.closest("#posts") && e.value !== "";
}

function post(a, m) {
  const live = m.product === "LIVE";
  const box = el("article", { class: "post" }, el("div", { class: "kind" }, `${products[m.product] || m.product} · ${stamp.format(new Date(m.at))}${live ? (m.ended ? " · selesai" : " · sedang berlangsung") : ""}`),
    el("h3", {}, m.caption || "(tanpa teks)"));
  if (m.product === "STORY") {
    box.append(writeForm("Balas story", (text) => act("message", pair({ story: m.id, text }), "Balasan story terkirim")));
    return box;
  }
  box.append(el("ul", {}, ...m.comments.map((c) => commentRow(a, c))));
  if (!m.ended) box.append(writeForm(`Komentar sebagai @${view.person}`, (text) => act("comment", pair({ media: m.id, text }), "Komentar terkirim")));
  if (live && !m.ended) box.append(el("button", { type: "button", onclick: () => act("end-live", { media: m.id }, "Siaran selesai") }, "Akhiri siaran"));
  return box;
}

function writeForm(label, send) {
  const input = el("input", { "aria-label": label, placeholder: label, autocomplete: "off" });
  return el("form", { onsubmit: (e) => {
    e.preventDefault();
    const text = input.value.trim();
    input.value = "";
    input.blur();
    if (text) send(text);
  } }, input, el("button", { type: "submit" }, "Kirim"));
}

function commentRow(a, c) {
  const row = el("li", { class: [c.parent_id ? "reply" : "", c.deleted ? "gone" : ""].join(" ") }, el("b", {}, "@" + c.username), " ", c.text || "(GIF)", " ");
  if (c.hidden) row.append(el("small", {}, "disembunyikan "));
  if (c.private_replies.length) row.append(el("span", { class: "chip" }, c.private_replies.length === 1 ? "dibalas privat" : `dibalas privat ${c.private_replies.length}×`), " ");
  if (!c.deleted && c.username === view.person) row.append(el("button", { type: "button", onclick: () => act("delete-comment", { comment_id: c.id }, "Komentar dihapus") }, "hapus"));
  if (!c.deleted && c.own) row.append(el("button", { type: "button", onclick: () => act("comment", pair({ parent: c.id, text: "Terima kasih!" }), "Balasan terkirim") }, "balas"));
  return row;
}

function drawThread(a) {
  const t = thread();
  $("chat-name").textContent = `@${view.person} ↔ @${a.username}`;
  $("chat-face").textContent = initials(view.person.replace(/[._]/g, " "), view.person);
  const notes = [];
  if (t) {
    notes.push(t.follows ? "mengikuti toko" : "tidak mengikuti toko");
    if (t.request) notes.push("pesan toko ada di Permintaan");
    if (t.blocked) notes.push("memblokir toko");
    if (t.other_app) notes.push("dipegang aplikasi lain");
    notes.push(new Date(t.open_until) > new Date(view.state.now) ? "jendela 24 jam terbuka sampai " + stamp.format(new Date(t.open_until)) : "jendela 24 jam tertutup");
  }
  $("chat-sub").textContent = notes.join(" · ");
  document.querySelector("[data-act=follow]").textContent = t && t.follows ? "Berhenti mengikuti" : "Ikuti";
  document.querySelector("[data-act=block]").textContent = t && t.blocked ? "Buka blokir" : "Blokir";
  $("questions").replaceChildren(...a.ice_breakers.map((q) => el("button", { type: "button", onclick: () => act("ice-breaker", pair({ text: q })) }, q)));
  const list = t ? t.messages : [];
  const box = $("thread");
  box.replaceChildren(...(list.length ? list.map((m) => bubble(m, list)) : [el("p", { class: "empty" }, "Belum ada pesan. Komentari sebuah kiriman, atau tulis pesan langsung.")]));
  box.scrollTop = box.scrollHeight;
}

function bubble(m, all) {
  const box = el("div", { class: "b " + (m.out ? "biz" : "me") });
  if (m.comment_id) box.append(el("div", { class: "q" }, "Balasan privat atas komentar Anda"));
  if (m.story) box.append(el("div", { class: "q" }, "Membalas story"));
  if (m.reply_to) {
    const to = all.find((x) => x.id === m.reply_to);
    box.append(el("div", { class: "q" }, to ? to.text.slice(0, 80) : "pesan lain"));
  }
  for (const kind of m.attachments) box.append(el("div", {}, kind === "like_heart" ? "❤" : `Lampiran: ${kind}`));
  box.append(el("div", { class: "t" }, m.deleted ? "Pesan dibatalkan" : m.text));
  if (m.reaction) box.append(el("span", { class: "react" }, m.reaction));
  if (m.out && m.buttons.length) box.append(el("div", { class: "more" }, ...m.buttons.map((b) => el("button", { type: "button", title: b.url || "", onclick: () => tapButton(m, b) }, b.title))));
  const tools = el("div", { class: "tools" });
  if (m.out) {
    tools.append(el("button", { type: "button", onclick: () => act("react", { message_id: m.id, text: m.reaction ? "" : "❤" }) }, m.reaction ? "batal reaksi" : "reaksi ❤"));
    tools.append(el("button", { type: "button", onclick: () => answerTo(m) }, "balas"));
  } else if (!m.deleted) {
    tools.append(el("button", { type: "button", onclick: () => changeText(m) }, "ubah"));
    tools.append(el("button", { type: "button", onclick: () => act("unsend", { message_id: m.id }, "Pesan dibatalkan") }, "batalkan kiriman"));
  }
  box.append(el("div", { class: "foot" }, el("small", {}, stamp.format(new Date(m.at)) + (m.edited ? " · diubah" : "") + (m.out && m.seen ? " · dilihat" : "")), tools));
  return box;
}

function tapButton(m, b) {
  if (b.kind === "web_url") return toast("Membuka " + b.url);
  act("tap", { message_id: m.id, button: b.payload || b.title });
}

function answerTo(m) {
  const text = prompt("Balas pesan ini:");
  if (text) act("message", pair({ text, reply_to: m.id }));
}

function changeText(m) {
  const text = prompt("Ubah pesan:", m.text);
  if (text) act("edit", { message_id: m.id, text });
}

async function loadKnobs() {
  const k = await ig("knobs");
  const save = (name, v) => run(async () => { await ig("knobs", { [name]: v }); }, "Disimpan");
  $("knobs").replaceChildren(...Object.entries(k).map(([name, v]) => {
    if (typeof v === "boolean") return el("label", { class: "tick" }, el("input", { type: "checkbox", checked: v, onchange: (e) => save(name, e.target.checked) }), name);
    if (typeof v === "number") return el("label", {}, name, el("input", { type: "number", value: String(v), onchange: (e) => save(name, Number(e.target.value)) }));
    const list = Array.isArray(v) || v === null;
    return el("label", {}, name, el("input", { value: list ? (v || []).join(" ") : v, onchange: (e) => save(name, list ? e.target.value.split(/\s+/).filter(Boolean) : e.target.value) }));
  }));
}

async function loadFaults() {
  const out = await call("faults");
  if (!$("f-kind").options.length) $("f-kind").append(...out.kinds.filter((k) => k !== "template_pause").map((k) => el("option", { value: k }, k)));
  $("fault-list").replaceChildren(...out.faults.map((f) => el("li", {}, `${f.kind} · ${f.route || "*"} · ${f.hits}${f.count ? " dari " + f.count : ""} kali`,
    el("button", { type: "button", onclick: () => run(async () => { await call("faults/clear", { id: f.id }); await loadFaults(); }) }, "Lepas"))));
}

async function loadCallbacks() {
  const out = await ig("callbacks");
  $("callbacks").replaceChildren(...out.callbacks.slice(-8).reverse().map((c) => el("li", {}, `${c.kind === "deletion" ? "Penghapusan" : "Pencabutan"} · ${c.status || "tak terjawab"}${c.confirmation_code ? " · kode " + c.confirmation_code : ""}`,
    c.status_url ? el("a", { href: c.status_url, target: "_blank", rel: "noopener" }, "status " + (c.poll_status || "")) : "")));
}

document.addEventListener("click", (e) => {
  const b = e.target.closest("button");
  if (!b) return;
  if (b.dataset.tab) tab(b.dataset.tab);
  if (b.dataset.copy) run(() => navigator.clipboard.writeText(b.dataset.copy), "Disalin");
  const t = thread();
  const platform = (name, done) => run(async () => {
    const c = await ig("acts/" + name, { account: view.account });
    await loadCallbacks();
    await refresh();
    toast(c.status === 200 ? done : `${done}, tetapi aplikasi menjawab ${c.status || "tidak sama sekali"}`);
  });
  switch (b.dataset.act) {
    case "follow": act("relation", pair({ follows: !(t && t.follows) })); break;
    case "photo": act("message", pair({ attachments: ["image"] })); break;
    case "heart": act("message", pair({ attachments: ["like_heart"] })); break;
    case "share": act("message", pair({ attachments: ["ig_post"] })); break;
    case "read": run(async () => {
      for (const m of t ? t.messages : []) if (m.out && !m.seen) await ig("acts/read", { message_id: m.id });
      await refresh();
    }, "Semua pesan dibaca"); break;
    case "owner": {
      const text = prompt("Pemilik menulis di aplikasi Instagram:");
      if (text) act("own-message", pair({ text }));
      break;
    }
    case "block": act("relation", pair({ blocked: !(t && t.blocked) })); break;
    case "deauthorize": platform("deauthorize", "Akses dicabut, Meta memberi tahu aplikasi"); break;
    case "deletion": platform("deletion", "Permintaan penghapusan terkirim"); break;
    case "poll": platform("poll", "Halaman status dibaca"); break;
  }
});
$("account").addEventListener("change", (e) => { view.account = e.target.value; draw(); });
$("person").addEventListener("change", (e) => { view.person = e.target.value; draw(); });
$("who").addEventListener("submit", (e) => {
  e.preventDefault();
  const name = $("new-person").value.trim().replace(/^@/, "").toLowerCase();
  if (!name) return;
  run(async () => {
    await ig("acts/relation", { account: view.account, person: name });
    view.person = name;
    $("new-person").value = "";
    await refresh();
  });
});
$("publish").addEventListener("submit", (e) => {
  e.preventDefault();
  act("publish", { account: view.account, product: $("product").value, caption: $("caption").value.trim() }, "Diterbitkan");
  $("caption").value = "";
});
$("write").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = $("text").value.trim();
  $("text").value = "";
  if (text) act("message", pair({ text }));
});
$("fault").addEventListener("submit", (e) => {
  e.preventDefault();
  run(async () => {
    await call("faults", { kind: $("f-kind").value, route: $("f-route").value, count: Number($("f-count").value), code: Number($("f-code").value), latency_ms: Number($("f-latency").value) });
    await loadFaults();
  }, "Gangguan dipasang");
});

async function tick() {
  try {
    await refresh();
  } catch (e) {
    $("live").textContent = "Sandbox tidak menjawab";
  }
  setTimeout(tick, 1000);
}
run(async () => {
  await Promise.all([loadKnobs(), loadFaults(), loadCallbacks()]);
  tick();
});
