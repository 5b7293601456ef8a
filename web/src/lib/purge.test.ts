import { beforeEach, expect, test } from "vitest";
import { purge } from "./purge";

const mine = [{ slug: "toko" }, { slug: "warung" }];

beforeEach(() => {
	localStorage.clear();
	sessionStorage.clear();
	for (const slug of ["toko", "warung", "pamit"]) {
		localStorage.setItem(`kp.draft.${slug}.1`, "Kak Ratna");
		localStorage.setItem(`kp.outbox.${slug}.1`, "[]");
		sessionStorage.setItem(`kp.recent.${slug}`, "Ratna");
	}
	localStorage.setItem("kp.lang", "id");
	localStorage.setItem("kp.pins.u1", "[]");
});

const left = () => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort();

test("what is kept of workspaces that are not mine goes, and nothing else", () => {
	purge("toko", "", "", mine);
	expect(left()).toEqual(
		["kp.draft.toko.1", "kp.draft.warung.1", "kp.lang", "kp.outbox.toko.1", "kp.outbox.warung.1", "kp.pins.u1"]
			.concat(["kp.recent.toko", "kp.recent.warung"])
			.sort(),
	);
});

test("after a deletion everything of that workspace goes, once, in each tab", () => {
	purge("toko", "2026-11-26T10:00:00Z", "", mine);
	expect(left().filter((key) => key.includes("toko"))).toEqual(["kp.erased.toko", "kp.erased.toko"]);
	localStorage.setItem("kp.draft.toko.2", "written since");
	purge("toko", "2026-11-26T10:00:00Z", "", mine);
	expect(localStorage.getItem("kp.draft.toko.2")).toBe("written since");
	sessionStorage.clear(); // another tab, which was open before
	sessionStorage.setItem("kp.recent.toko", "Ratna");
	purge("toko", "2026-11-26T10:00:00Z", "", mine);
	expect(sessionStorage.getItem("kp.recent.toko")).toBeNull();
	purge("toko", "2026-11-27T10:00:00Z", "", mine);
	expect(localStorage.getItem("kp.draft.toko.2")).toBeNull();
});

test("after a contact was deleted, what was written to people and their names go, once; other drafts stay", () => {
	localStorage.setItem("kp.template.toko.new", "{}");
	purge("toko", "", "2026-11-26T10:00:00Z", mine);
	expect(left().filter((key) => key.includes("toko"))).toEqual([
		"kp.erased.toko.people",
		"kp.erased.toko.people",
		"kp.template.toko.new",
	]);
	expect(localStorage.getItem("kp.draft.warung.1")).toBe("Kak Ratna");
	localStorage.setItem("kp.draft.toko.2", "written since");
	purge("toko", "", "2026-11-26T10:00:00Z", mine);
	expect(localStorage.getItem("kp.draft.toko.2")).toBe("written since");
});
