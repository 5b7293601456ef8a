import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "@/api/schema";
import { ApiProblem, type FieldProblem } from "./problem";
import { noteServerVersion } from "./version";

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Calls the listener whenever the server says that the session is over. */
export function onSignedOut(listener: Listener): () => void {
	signedOut.add(listener);
	return () => signedOut.delete(listener);
}

async function readProblem(response: Response): Promise<ApiProblem> {
	const retryAfter = Number(response.headers.get("Retry-After")) || 0;
	try {
		const body = (await response.clone().json()) as {
			code?: string;
			detail?: string;
			errors?: FieldProblem[];
			request_id?: string;
		};
		return new ApiProblem(
			response.status,
			body.code ?? `http.${response.status}`,
			body.detail ?? "",
			body.errors ?? [],
			body.request_id ?? "",
			retryAfter,
		);
	} catch {
		return new ApiProblem(response.status, `http.${response.status}`, "", [], "", retryAfter);
	}
}

const failures: Middleware = {
	async onResponse({ response, schemaPath }) {
		noteServerVersion(response.headers.get("X-App-Version"));
		if (response.ok) {
			return;
		}
		const problem = await readProblem(response);
		if (problem.status === 401 && schemaPath !== "/api/v1/session") {
			for (const tell of signedOut) {
				tell();
			}
		}
		throw problem;
	},
};

export const api = createClient<paths>({
	baseUrl: globalThis.location?.origin ?? "",
	fetch: (request) => globalThis.fetch(request),
	querySerializer: (query) => {
		const search = new URLSearchParams();
		for (const [key, value] of Object.entries(query)) {
			if (value !== undefined && value !== null && value !== "") {
				search.append(key, String(value));
			}
		}
		return search.toString();
	},
});
api.use(failures);

/** The body of an answer. The middleware has thrown for every other outcome. */
export async function take<T>(call: Promise<{ data?: T }>): Promise<T> {
	return (await call).data as T;
}

/** The path parameters of a workspace route. */
export const inWorkspace = <P extends object>(workspace: string, more?: P) =>
	({ workspace, ...more }) as { workspace: string } & P;

/** The address of a route that the browser itself fetches: a download or a picture. */
export function workspaceUrl(workspace: string, path: string): string {
	return `/api/v1/workspaces/${encodeURIComponent(workspace)}${path}`;
}
