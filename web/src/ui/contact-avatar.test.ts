import { describe, expect, it } from "vitest";
import { initials } from "./contact-avatar";

describe("initials", () => {
	it.each([
		["Siti Nurhaliza Rahma", "SR"],
		["Budi", "BU"],
		["Dewi 🌸 Batik", "DB"],
		["Toko 24", "T2"],
		["+62 800 3000042", "42"],
		["🎉", "?"],
		["", "?"],
	])("of %j are %j", (name, shown) => {
		expect(initials(name)).toBe(shown);
	});
});
