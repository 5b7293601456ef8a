"use strict";
// What the pages of the sandbox share.
const $ = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });
const count = new Intl.NumberFormat("id-ID");

async function call(path, body) {
  const res = await fetch("/sandbox/" + path, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const out = await res.json();
  if (!res.ok) throw new Error(out.error || res.status);
  return out;
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("on"), 2500);
}

function el(tag, attrs, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs || {})) {
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else if (v !== false && v !== undefined && v !== null) e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return e;
}

function initials(name, number) {
  const parts = (name || "").trim().split(/\s+/).filter(Boolean);
  if (!parts.length) return number.slice(-2);
  return (parts[0][0] + (parts[1] ? parts[1][0] : "")).toUpperCase();
}

function tab(name) {
  $("main").dataset.tab = name;
  for (const b of document.querySelectorAll("[data-tab]")) if (b.tagName === "BUTTON") b.setAttribute("aria-pressed", String(b.dataset.tab === name));
}

async function run(fn, done) {
  try {
    await fn();
    if (done) toast(done);
  } catch (e) {
    toast("Tidak berhasil: " + e.message);
  }
}
