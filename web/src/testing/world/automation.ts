import * as make from "../factories";
import type { World } from "../world";
import { type Answer, list, ok } from "./answer";

export const newAutomation = () => ({
	rules: [
		make.aRule(),
		make.aRule({
			id: "ru-2",
			name: "Tautan untuk pengikut",
			state: "paused",
			position: 1,
			answered: 86,
			scope: { kind: "posts", channels: ["ig-1"], posts: ["18000000000000001", "18000000000000002"] },
			match: { include: [{ text: "mau", mode: "word" }] },
			opening: { text: "Halo {{username}}, mau kami kirimkan tautannya?", button: "Kirim ke saya" },
			follow: { policy: "verify", text: "Ikuti akun kami dulu ya.", button: "Sudah mengikuti" },
			private: { texts: ["Ini tautannya."], buttons: [{ title: "Buka", url: "https://contoh.id/katalog" }] },
			public: undefined,
		}),
		make.aRule({ id: "ru-3", name: "Kumpulkan nomor", state: "draft", position: 2, answered: 0, match: { any: true } }),
	],
	posts: [
		make.aPost(),
		make.aPost({
			id: "18000000000000002",
			product: "REELS",
			type: "VIDEO",
			caption: "Proses mencanting",
			comments: 97,
		}),
		make.aPost({ id: "18000000000000003", caption: "", comments: 3 }),
	],
	lines: [] as ReturnType<typeof make.aLine>[],
	comments: [
		make.aComment({ id: "co-1" }),
		make.aComment({
			id: "co-2",
			username: "budi_s",
			text: "berapa harga yang parang?",
			private_until: null,
			private_reply: make.aCommentSend({ id: "se-1", state: "failed", reason: "person_unavailable", code: "551" }),
			matches: [
				make.aMatch({
					sends: {
						private: make.aCommentSend({ id: "se-1", state: "failed", reason: "person_unavailable", code: "551" }),
					},
				}),
			],
		}),
		make.aComment({
			id: "co-3",
			username: "dewi.l",
			text: "harga lagi",
			matches: [make.aMatch({ outcome: "skipped", reason: "answered_before", sends: {} })],
		}),
		make.aComment({ id: "co-4", username: "agus", text: "jelek", hidden: true }),
		make.aComment({
			id: "co-5",
			username: "batik.laras",
			text: "Cek DM ya",
			own: true,
			reply: true,
			private_until: null,
		}),
	],
	matches: [
		make.aLoggedMatch({
			step: "opening",
			sends: {
				private: make.aCommentSend({ state: "held", reason: "budget_private", held_until: make.minutes.ahead(27) }),
			},
		}),
		make.aLoggedMatch({
			username: "budi_s",
			text: "harga?",
			sends: {
				private: make.aCommentSend({ state: "read" }),
				public: make.aCommentSend({ state: "failed", reason: "object_gone", code: "100/33" }),
			},
		}),
		make.aLoggedMatch({
			username: "dewi.l",
			text: "harga dong",
			contact_id: null,
			outcome: "skipped",
			reason: "cooldown",
			sends: {},
		}),
		make.aLoggedMatch({ username: "putri", text: "harga", outcome: "lost", rule_id: "ru-2", rule_name: "", sends: {} }),
	],
});

/** What the server says about rules and comments; undefined for what is not of them. */
export function automation(world: World, method: string, path: string): Answer | undefined {
	const { rules, posts, lines, comments, matches } = world.automation;
	const [, what = "", id = "", verb = ""] = path.split("/").slice(1);
	switch (what) {
		case "rules": {
			const rule = rules.find((known) => known.id === id) ?? rules[0];
			if (method === "DELETE") return { status: 204 };
			if (verb) return ok({ ...rule, state: verb === "start" ? "active" : "paused" });
			if (!id && method === "POST") return ok(make.aRule({ id: "ru-4", state: "draft", answered: 0 }), 201);
			return id && id !== "order" ? ok(rule) : ok(list(rules));
		}
		case "posts":
			return ok(list(posts));
		case "queue":
			return ok(list(lines));
		case "matches":
			return ok(list(matches));
		case "lab":
			return ok(id ? { meets: true, word: "harga", excluded: "" } : make.aTrial());
		case "comments":
			if (method === "DELETE") return { status: 204 };
			if (verb === "reply") return ok(make.aCommentSend({ state: "queued" }), 201);
			return id ? ok(comments.find((known) => known.id === id)) : ok(list(comments));
		case "accounts":
			return verb === "sweep" ? ok({ job_id: "j-sweep" }, 202) : undefined;
	}
	return undefined;
}
