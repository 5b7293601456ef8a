import * as make from "../factories";
import type { World } from "../world";
import { type Answer, list, ok } from "./answer";

export function templates(world: World, method: string, id: string, query: URLSearchParams): Answer {
	const found = world.templates.find((known) => known.id === id);
	if (id) {
		return found
			? ok(method === "DELETE" ? { ...found, status: "DELETED" } : found)
			: { status: 404, body: { code: "template.not_found" } };
	}
	if (method === "POST") {
		return ok(make.aTemplate({ id: "tpl-new", status: "PENDING", sendable: false, editable: false }), 201);
	}
	const status = query.get("status");
	return ok(
		list(
			world.templates.filter(
				(known) =>
					known.name.includes(query.get("search") ?? "") &&
					(status ? known.status === status : query.get("hide_deleted") !== "true" || known.status !== "DELETED"),
			),
		),
	);
}

export function blasts(world: World, method: string, id: string, verb: string): Answer {
	const blast = world.blasts.find((known) => known.id === id) ?? world.blasts[0];
	switch (verb) {
		case "preflight":
			return ok(make.aPreflight());
		case "preview":
			return ok({
				items: world.contacts.slice(0, 5).map(({ id, name, phone_display }) =>
					make.aPreviewItem({
						contact: { id, name, phone_display: phone_display ?? "", username: "", picture_id: "" },
						text: make.aPreviewItem().text.replace("Siti Rahma", name),
					}),
				),
			});
		case "report":
			return ok(make.aReport());
		case "recipients":
			return ok(
				list(
					world.contacts.map(({ id, name, phone_display }, n) =>
						make.aRecipient({
							contact_id: id,
							name,
							phone_display: phone_display ?? "",
							state: ["delivered", "read", "failed", "skipped", "unknown", "queued"][n % 6],
							reason: ["", "", "undeliverable", "no_consent", "no_answer", ""][n % 6],
							code: n % 6 === 2 ? "131026" : "",
						}),
					),
					"more",
				),
			);
		case "test":
			return ok(make.aSend({ state: "queued", origin: { kind: "test", id } }), 202);
	}
	if (!id) return method === "POST" ? ok(make.aBlast({ id: "bl-1" }), 201) : ok(list(world.blasts));
	if (method === "PATCH" && blast) return ok({ ...blast, version: blast.version + 1 });
	return ok(blast);
}
