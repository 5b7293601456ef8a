import type { TFunction } from "i18next";
import i18n from "i18next";

export interface FieldProblem {
	location?: string;
	code?: string;
	message?: string;
}

/** An error answer of the server (RFC 9457), or a failure to reach it (code "network"). */
export class ApiProblem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly detail: string,
		readonly fields: FieldProblem[] = [],
		readonly requestId = "",
		readonly retryAfter = 0,
	) {
		super(detail || code);
		this.name = "ApiProblem";
	}
}

export function toProblem(err: unknown): ApiProblem {
	if (err instanceof ApiProblem) {
		return err;
	}
	return new ApiProblem(0, err instanceof TypeError ? "network" : "unexpected", "");
}

/** Whether a workspace is not there, or not for this person. */
export const isWorkspaceGone = (err: unknown) =>
	["workspace.not_found", "workspace.erased"].includes(toProblem(err).code);

/** The sentence for a person: by code in their language, else the server's own words. */
export function problemText(t: TFunction, err: unknown): string {
	const problem = toProblem(err);
	const key = `problem.${problem.code}`;
	if (i18n.exists(key)) {
		return t(key as never, { seconds: problem.retryAfter || 60 });
	}
	return problem.detail || t("problem.unexpected");
}

/** Field errors by name ("body.phone" becomes "phone"), for a form. */
export function fieldProblems(err: unknown): Record<string, string> {
	const out: Record<string, string> = {};
	for (const field of toProblem(err).fields) {
		const name = field.location?.replace(/^body\.?/, "");
		if (name) {
			const key = `problem.${field.code}`;
			out[name] = field.code && i18n.exists(key) ? i18n.t(key as never) : (field.message ?? "");
		}
	}
	return out;
}
