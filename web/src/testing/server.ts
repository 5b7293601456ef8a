import { type DefaultBodyType, HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { answer, newWorld, type World } from "./world";

let world = newWorld();

/** The world the server answers from. It is made anew after every test. */
export const theWorld = (): World => world;
export function resetWorld() {
	world = newWorld();
}

/** Every request of the test with its body, in order. */
export const requests: { method: string; path: string; search: string; body: unknown; key: string | null }[] = [];

export const sent = (method: string, end: string) =>
	requests.filter((request) => request.method === method && request.path.endsWith(end));

async function bodyOf(request: Request): Promise<unknown> {
	const copy = request.clone();
	return copy.headers.get("content-type")?.includes("json") ? copy.json().catch(() => null) : null;
}

export const server = setupServer(
	http.all("*/api/v1/*", ({ request }) => {
		const url = new URL(request.url);
		const given = answer(world, request.method, url.pathname, url.searchParams);
		if (!given) {
			return problem(404, "http.404");
		}
		return given.body === undefined
			? new HttpResponse(null, { status: given.status })
			: HttpResponse.json(given.body as DefaultBodyType, { status: given.status });
	}),
);
server.events.on("request:start", async ({ request }) => {
	const url = new URL(request.url);
	const entry = {
		method: request.method,
		path: url.pathname,
		search: url.search,
		body: null as unknown,
		key: request.headers.get("Idempotency-Key"),
	};
	requests.push(entry);
	entry.body = await bodyOf(request);
});

type Method = "get" | "post" | "put" | "patch" | "delete";
const inWorkspace = "*/api/v1/workspaces/:workspace";

/** Answers one route of the workspace otherwise for this test. The type names the schema's type of the answer. */
export function given<T>(method: Method, path: string, body: T | ((request: Request) => T | Promise<T>), status = 200) {
	server.use(
		http[method](inWorkspace + path, async ({ request }) => {
			const value = typeof body === "function" ? await (body as (request: Request) => T | Promise<T>)(request) : body;
			return HttpResponse.json(value as DefaultBodyType, { status });
		}),
	);
}

/** The same for a route outside a workspace, by its whole path. */
export function answered<T>(method: Method, path: string, body: T, status = 200) {
	server.use(http[method](path, () => HttpResponse.json(body as DefaultBodyType, { status })));
}

export const problem = (status: number, code: string, more: object = {}) =>
	HttpResponse.json(
		{ type: "about:blank", title: "x", status, code, detail: `server words for ${code}`, ...more },
		{ status },
	);

/** Refuses one route with a problem. */
export function refused(method: Method, path: string, status: number, code: string, more: object = {}, once = false) {
	server.use(
		http[method](path.startsWith("*") ? path : inWorkspace + path, () => problem(status, code, more), { once }),
	);
}
