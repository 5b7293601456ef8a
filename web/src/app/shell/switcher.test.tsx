import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aMe, anInstagramChannel } from "@/testing/factories";
import { axeFindings, open } from "@/testing/render";
import { theWorld } from "@/testing/server";

const names = ["Toko Batik Laras", "Klinik Sehat", "Warung Bu Sri", "Bengkel Maju", "Apotek Sari"];

function manyWorkspaces() {
	const [first] = aMe().workspaces;
	const workspaces = names.flatMap((name, n) =>
		first ? [{ ...first, id: `ws-${n + 1}`, slug: n === 0 ? "toko" : `ws${n + 1}`, name }] : [],
	);
	Object.assign(theWorld(), { me: aMe({ workspaces }) });
}

async function list(path = "/w/toko/contacts") {
	const view = open(path);
	await view.user.click(await screen.findByRole("button", { name: "Ruang kerja: Toko Batik Laras" }));
	const dialog = await screen.findByRole("dialog", { name: /^Ruang kerja/ });
	const order = () =>
		within(dialog)
			.getAllByRole("listitem")
			.map((item) => names.find((name) => item.textContent?.startsWith(name)));
	return { ...view, dialog, order };
}

describe("workspace switcher", () => {
	it("puts what is pinned first, keeps it in this browser, and the focus stays on the pin", async () => {
		manyWorkspaces();
		const { user, dialog, order, unmount } = await list();
		expect(order()).toEqual(names);
		expect(await axeFindings(dialog)).toEqual([]);
		const pin = within(dialog).getByRole("button", { name: "Sematkan Bengkel Maju" });
		await user.click(pin);
		await user.click(within(dialog).getByRole("button", { name: "Sematkan Klinik Sehat" }));
		expect(order()).toEqual(["Bengkel Maju", "Klinik Sehat", "Toko Batik Laras", "Warung Bu Sri", "Apotek Sari"]);
		expect(document.activeElement?.getAttribute("aria-label")).toBe("Sematkan Klinik Sehat");
		expect(pin.getAttribute("aria-pressed")).toBe("true");
		expect(localStorage.getItem(`kp.pins.${theWorld().me.user.id}`)).toBe('["ws-4","ws-2"]');
		unmount();
		const again = await list();
		expect(again.order()[0]).toBe("Bengkel Maju");
		await again.user.click(within(again.dialog).getByRole("button", { name: "Sematkan Bengkel Maju" }));
		expect(again.order()[0]).toBe("Klinik Sehat");
	});

	it("searches by name, and Enter takes the first", async () => {
		manyWorkspaces();
		const { user, dialog, order, history } = await list();
		const field = within(dialog).getByRole("textbox", { name: "Cari ruang kerja" });
		await waitFor(() => expect(document.activeElement).toBe(field));
		await user.type(field, "zzz");
		expect(within(dialog).getByRole("status").textContent).toBe("Tidak ada ruang kerja dengan nama itu.");
		await user.clear(field);
		await user.type(field, "warung");
		expect(order()).toEqual(["Warung Bu Sri"]);
		await user.keyboard("{Enter}");
		await waitFor(() => expect(history.location.pathname).toBe("/w/ws3/contacts"));
	});

	it("is walked with the arrow keys, and no shortcut acts meanwhile", async () => {
		const { user, dialog, history } = await list();
		within(dialog)
			.getByRole("button", { name: /^Toko Batik Laras/ })
			.focus();
		await user.keyboard("{ArrowDown}");
		expect(document.activeElement?.textContent).toContain("Klinik Sehat");
		await user.keyboard("gh{ArrowDown}");
		expect(history.location.pathname).toBe("/w/toko/contacts");
		expect(document.activeElement?.textContent).toContain("Toko Batik Laras");
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog", { name: /^Ruang kerja/ })).toBeNull());
	});

	it("names a number that works rather than an account that was disconnected on purpose", async () => {
		const { channels } = theWorld();
		channels.splice(1);
		channels.unshift(anInstagramChannel({ name: "–", state: "disconnected" }));
		open("/w/toko/contacts");
		const button = await screen.findByRole("button", { name: "Ruang kerja: Toko Batik Laras" });
		expect(await within(button).findByText(channels[1]?.display_phone ?? "")).toBeTruthy();
	});
});
