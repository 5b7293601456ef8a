const login = "/login";

/**
 * The path of this site that a link asks to be led to, or "/" for everything else. It is read as the browser reads it:
 * "//evil", "/\evil" and a tab between the two name another site.
 */
export function ownPath(next: string | undefined, origin = window.location.origin): string {
	if (!next?.startsWith("/")) {
		return "/";
	}
	try {
		const url = new URL(next, origin);
		const path = url.pathname + url.search + url.hash;
		const leads = url.origin === origin && !path.startsWith("//") && url.pathname !== login;
		return leads ? path : "/";
	} catch {
		return "/";
	}
}
