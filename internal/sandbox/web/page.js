"use strict";
const state = { phone: "", phonesVersion: "", threadVersion: "", find: "", blocked: false };
async function refreshPhones() {
  const q = new URLSearchParams({ version: state.phonesVersion });
  if (state.find) q.set("find", state.find);
  const out = await call("phones?" + q);
  if (out.same) return;
  state.phonesVersion = out.version;
  $("live").textContent = `${count.format(out.sends)} pesan diterima jaringan · ${count.format(out.pending)} webhook menunggu`;
  $("phone-hint").textContent = out.total > out.phones.length ? `${count.format(out.total)} ponsel, terlihat ${out.phones.length} terbaru` : out.total ? "" : "Tidak ada ponsel yang cocok. Tulis nomornya lalu Tambah.";
  const list = $("phone-list");
  list.replaceChildren(...out.phones.map((p) => el("li", {}, el("button", {
    type: "button", "aria-current": p.wa_id === state.phone ? "true" : false, onclick: () => openPhone(p.wa_id),
  }, el("span", { class: "face", "aria-hidden": "true" }, initials(p.name, p.wa_id)),
  el("span", { class: "txt" }, el("b", {}, p.name || "+" + p.wa_id),
    el("span", { class: "last" }, p.blocked ? "Memblokir bisnis" : p.absent ? "Tidak ada di WhatsApp" : p.last || "+" + p.wa_id)),
  p.last ? el("time", {}, clock.format(new Date(p.last_at))) : ""))));
  if (state.phone) await refreshThread();
}

const ticks = { accepted: "◌ diterima", sent: "✓ terkirim", delivered: "✓✓ sampai", read: "✓✓ dibaca", played: "✓✓ diputar", failed: "! gagal" };

function bubble(b, all) {
  const me = !b.out;
  const box = el("div", { class: "b " + (me ? "me" : "biz") + (b.state === "failed" ? " failed" : "") });
  if (b.reply_to) {
    const to = all.find((x) => x.id === b.reply_to);
    box.append(el("div", { class: "q" }, to ? (to.text || to.kind).slice(0, 80) : "pesan lain"));
  }
  if (b.media && b.media_type && b.media_type.startsWith("image/")) box.append(el("img", { src: "/sandbox/media/" + b.media, alt: "Gambar", loading: "lazy" }));
  else if (b.media) box.append(el("div", {}, /^https?:/.test(b.media) ? "Tautan: " + b.media : `Berkas (${b.media_type || b.kind})`));
  box.append(el("div", { class: "t" }, b.revoked ? "Pesan dihapus" : b.text || (b.media ? "" : b.kind)));
  if (b.reaction) box.append(el("span", { class: "react" }, b.reaction));
  if (b.fail) box.append(el("div", { class: "fail" }, `Tidak sampai · ${b.fail} ${b.fail_text}`));
  if (b.buttons && b.state !== "failed") {
    box.append(el("div", { class: "more" }, ...b.buttons.map((x) => el("button", { type: "button", title: x.url || x.description || "", onclick: () => tap(b, x) }, x.text || x.kind))));
  }
  const tools = el("div", { class: "tools" });
  if (me && !b.revoked) {
    if (b.kind === "text") tools.append(el("button", { type: "button", onclick: () => edit(b) }, "ubah"));
    tools.append(el("button", { type: "button", onclick: () => act("revoke", { message_id: b.id }) }, "hapus"));
  } else if (b.state && b.state !== "failed") {
    tools.append(el("button", { type: "button", onclick: () => inbound({ type: "reaction", text: "👍", reply_to: b.id }) }, "reaksi 👍"));
  }
  box.append(el("div", { class: "foot" }, el("small", {}, (b.edited ? "diubah · " : "") + clock.format(new Date(b.at)) + (b.out ? " · " + ticks[b.state] : "")), tools));
  return box;
}

async function refreshThread() {
  const p = await call("phones/" + encodeURIComponent(state.phone));
  if (p.version === state.threadVersion) return;
  state.threadVersion = p.version;
  state.blocked = p.blocked;
  $("chat-name").textContent = p.name || "+" + p.wa_id;
  $("chat-face").textContent = initials(p.name, p.wa_id);
  const notes = ["+" + p.wa_id];
  if (p.username_only) notes.push("hanya nama pengguna, nomor tersembunyi");
  if (p.not_on_whatsapp) notes.push("tidak ada di WhatsApp");
  if (p.blocked) notes.push("memblokir bisnis");
  $("chat-sub").textContent = notes.join(" · ");
  document.querySelector("[data-act=block]").textContent = p.blocked ? "Buka blokir" : "Blokir";
  $("acts").hidden = $("write").hidden = false;
  const thread = $("thread");
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  thread.replaceChildren(...(p.bubbles.length ? p.bubbles.map((b) => bubble(b, p.bubbles)) : [el("p", { class: "empty" }, "Belum ada pesan di ponsel ini. Tulis sesuatu untuk membuka jendela 24 jam.")]));
  if (atEnd) thread.scrollTop = thread.scrollHeight;
}

async function openPhone(wa) {
  state.phone = wa;
  state.threadVersion = "";
  history.replaceState(null, "", "#" + wa);
  for (const b of document.querySelectorAll("#phone-list button")) b.removeAttribute("aria-current");
  state.phonesVersion = "";
  tab("chat");
  await run(refreshThread);
  $("thread").scrollTop = $("thread").scrollHeight;
}

const base = () => ({ phone_number_id: $("number").value, from: state.phone });
const inbound = (m) => run(async () => { await call("acts/inbound", { ...base(), ...m }); await refreshPhones(); });
const act = (name, m, done) => run(async () => { await call("acts/" + name, { ...base(), ...m }); await refreshPhones(); }, done);

function tap(b, x) {
  if (x.kind === "url" || x.kind === "phone_number" || x.kind === "copy_code" || x.kind === "otp") return toast(x.url ? "Membuka " + x.url : "Tombol ini tidak mengirim balasan");
  const type = x.kind === "list" ? "list" : x.kind === "quick_reply" ? "quick_reply" : "button";
  inbound({ type, text: x.text, button_id: x.id, description: x.description || "", reply_to: b.id, phone_number_id: b.phone_number_id });
}

function edit(b) {
  const text = prompt("Ubah pesan", b.text);
  if (text) act("edit", { message_id: b.id, text });
}

async function sendFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let bin = "";
  for (let i = 0; i < bytes.length; i += 8192) bin += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const kind = file.type.startsWith("image/") ? "image" : file.type.startsWith("video/") ? "video" : file.type.startsWith("audio/") ? "audio" : "document";
  await inbound({ type: kind, mime_type: file.type || "application/octet-stream", filename: file.name, data: btoa(bin), text: $("text").value });
  $("text").value = "";
}

const knobFields = [
  ["status_delay_ms", "Jeda status (ms)", "number"], ["window", "Jendela 24 jam", ["async", "sync", "off"]],
  ["batch_size", "Isi per webhook", "number"], ["workers", "Pengirim webhook", "number"],
  ["duplicate_probability", "Ganda (0–1)", "number"], ["loss_probability", "Hilang (0–1)", "number"],
  ["late_probability", "Terlambat (0–1)", "number"], ["late_ms", "Terlambat (ms)", "number"],
  ["number_mps", "Pesan/detik per nomor", "number"], ["tier_limit", "Batas 24 jam (tier)", "number"],
  ["marketing_cap_per_day", "Batas promo/orang", "number"], ["not_on_whatsapp_share", "Tidak di WhatsApp (0–1)", "number"],
  ["signature", "Tanda tangan", ["ok", "older", "wrong", "missing"]], ["bsuid", "Id pengguna (BSUID)", ["off", "both", "only"]],
  ["contacts", "Kontak di webhook", ["present", "absent", "statuses"]], ["pricing", "Harga", ["PMP", "CBP", "none"]],
  ["usage_percent", "Pemakaian kuota %", "number"], ["pair_limit", "Batas per orang", "tick"], ["shuffle", "Acak urutan", "tick"],
  ["merge", "Gabung kejadian", "tick"], ["auto_read", "Dibaca sendiri", "tick"], ["auto_delivered", "Sampai sendiri", "tick"],
  ["webhooks_paused", "Tahan webhook", "tick"], ["require_appsecret_proof", "Wajib appsecret_proof", "tick"],
];

async function loadKnobs() {
  const k = await call("knobs");
  $("knobs").replaceChildren(...knobFields.map(([name, label, kind]) => {
    const save = (v) => run(async () => { await call("knobs", { [name]: v }); }, "Disimpan");
    if (kind === "tick") return el("label", { class: "tick" }, el("input", { type: "checkbox", checked: k[name], onchange: (e) => save(e.target.checked) }), label);
    if (Array.isArray(kind)) {
      const s = el("select", { onchange: (e) => save(e.target.value) }, ...kind.map((v) => el("option", { value: v, selected: v === k[name] }, v)));
      return el("label", {}, label, s);
    }
    return el("label", {}, label, el("input", { type: "number", step: "any", min: "0", value: String(k[name]), onchange: (e) => save(Number(e.target.value)) }));
  }));
}

const faultNames = {
  latency: "lambat", cut_before: "putus sebelum berlaku", cut_after: "putus sesudah berlaku", json500: "500 JSON", html502: "502 HTML", empty503: "503 kosong",
  truncated: "JSON terpotong", ok_with_error: "200 berisi galat", error: "galat dengan kode", http429: "429", token_expired: "token kedaluwarsa",
  rate_limit: "batas laju", template_pause: "template dijeda",
};

async function loadFaults() {
  const out = await call("faults");
  if (!$("f-kind").options.length) $("f-kind").append(...out.kinds.map((k) => el("option", { value: k }, faultNames[k] || k)));
  $("fault-list").replaceChildren(...out.faults.map((f) => el("li", {}, `${faultNames[f.kind]} · ${f.route || "*"} · ${f.hits}${f.count ? " dari " + f.count : ""} kali`,
    el("button", { type: "button", onclick: () => run(async () => { await call("faults/clear", { id: f.id }); await loadFaults(); }) }, "Lepas"))));
}

async function loadTemplates() {
  const out = await call("accounts");
  $("templates").replaceChildren(...out.accounts.flatMap((a) => a.templates.map((t) => {
    const s = el("select", { "aria-label": "Status " + t.name, onchange: (e) => run(async () => { await call("acts/template", { template: t.id, status: e.target.value }); }, "Webhook status template dikirim") },
      ...["APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED"].map((v) => el("option", { value: v, selected: v === t.status }, v)));
    return el("li", {}, el("span", {}, el("b", {}, t.name), " · " + t.category.toLowerCase() + " · " + t.language), s);
  })));
}

async function loadHooks() {
  const out = await call("webhooks");
  const s = out.stats;
  $("hook-sum").textContent = `${count.format(s.events)} kejadian dalam ${count.format(s.posts)} kiriman · ${count.format(s.refused_posts)} ditolak · ${count.format(s.unreached_posts)} tak terjawab · ${count.format(out.pending)} menunggu`;
  $("hooks").replaceChildren(...out.posts.slice(-15).reverse().map((p) => el("li", {}, `${clock.format(new Date(p.at))} · ${p.events} kejadian · percobaan ${p.attempt}`,
    el("span", { class: p.status === 200 ? "" : "bad" }, (p.status || "tak terjawab") + " · " + Math.round(p.latency_us / 1000) + " ms"))));
}

async function tick() {
  try {
    await refreshPhones();
    if (!document.querySelector(".panel").contains(document.activeElement) || document.activeElement.tagName === "SUMMARY") {
      await Promise.all([loadFaults(), loadTemplates(), loadHooks()]);
    }
  } catch (e) {
    $("live").textContent = "Sandbox tidak menjawab";
  }
  setTimeout(tick, 1000);
}

document.addEventListener("click", (e) => {
  const b = e.target.closest("button");
  if (!b) return;
  if (b.dataset.tab) tab(b.dataset.tab);
  if (b.dataset.copy) run(() => navigator.clipboard.writeText(b.dataset.copy), "Disalin");
  switch (b.dataset.act) {
    case "stop": act("stop", {}); break;
    case "photo": inbound({ type: "image", text: "Ini fotonya" }); break;
    case "location": inbound({ type: "location", text: "Pasar Beringharjo", description: "Yogyakarta", latitude: -7.7989, longitude: 110.3659 }); break;
    case "read": run(async () => {
      const p = await call("phones/" + state.phone);
      for (const m of p.bubbles) if (m.out && ["accepted", "sent", "delivered"].includes(m.state) && !m.fail) await call("acts/read", { message_id: m.id });
      await refreshPhones();
    }, "Semua pesan dibaca"); break;
    case "preference": act("preference", { stop: true }, "Promo dihentikan, webhook dikirim"); break;
    case "block": act("block", { on: !state.blocked }, state.blocked ? "Blokir dibuka" : "Bisnis diblokir"); break;
    case "report": act("report", {}, "Dilaporkan, mutu nomor turun"); break;
  }
});

$("challenge").addEventListener("click", () => run(async () => {
  const out = await call("challenge", {});
  toast(out.ok ? "Webhook menjawab dengan benar" : `Webhook tidak menjawab dengan benar (${out.status || "tak terjawab"})`);
}));
$("find").addEventListener("input", (e) => { state.find = e.target.value.trim().toLowerCase(); state.phonesVersion = ""; run(refreshPhones); });
$("new-phone").addEventListener("submit", (e) => {
  e.preventDefault();
  const d = $("find").value.replace(/[^0-9]/g, "").replace(/^0/, "62");
  if (d.length < 7) return toast("Tulis nomor lengkap, misalnya 628002000010");
  run(async () => {
    const known = await fetch("/sandbox/phones/" + d);
    if (!known.ok) await call("acts/customer", { phone: d });
    $("find").value = state.find = "";
    await openPhone(d);
  });
});
$("write").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = $("text").value;
  if (!text.trim()) return;
  $("text").value = "";
  inbound({ text });
});
$("file").addEventListener("change", (e) => { if (e.target.files[0]) run(() => sendFile(e.target.files[0])); e.target.value = ""; });
$("fault").addEventListener("submit", (e) => {
  e.preventDefault();
  run(async () => {
    await call("faults", { kind: $("f-kind").value, route: $("f-route").value, count: Number($("f-count").value), code: Number($("f-code").value), latency_ms: Number($("f-latency").value) });
    await loadFaults();
  }, "Gangguan dipasang");
});

run(async () => {
  await loadKnobs();
  if (/^#\d{7,15}$/.test(location.hash)) await openPhone(location.hash.slice(1));
  tick();
});
