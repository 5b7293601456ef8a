import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { Workspace } from "@/api/types";
import { setTimeZone } from "./format";
import type { Key } from "./i18n";

const WorkspaceContext = createContext<Workspace | null>(null);

export function WorkspaceProvider({ value, children }: { value: Workspace; children: ReactNode }) {
	setTimeZone(value.settings.time_zone);
	useEffect(() => setTimeZone(value.settings.time_zone), [value.settings.time_zone]);
	return <WorkspaceContext value={value}>{children}</WorkspaceContext>;
}

export function useWorkspace(): Workspace {
	const workspace = useContext(WorkspaceContext);
	if (!workspace) {
		throw new Error("useWorkspace outside a workspace page");
	}
	return workspace;
}

export type Right = "reply" | "send" | "edit" | "manage" | "delete";

/**
 * Why this person may not do something here, as the key of a sentence; null when they may. What is possible always, as
 * deleting is, does not depend on the licence.
 */
export function denial(workspace: Workspace, right: Right, always = false): Key | null {
	if (workspace.licence.state === "suspended" && !always) {
		return "denied.suspended";
	}
	if (workspace.licence.state === "expired" && !always) {
		return "denied.expired";
	}
	if (workspace.rights?.includes(right)) {
		return null;
	}
	if (right === "reply" || right === "send") {
		return workspace.role === "viewer" ? "denied.edit" : "denied.send";
	}
	return `denied.${right}`;
}

export function useDenial(right: Right, always = false): Key | null {
	return denial(useWorkspace(), right, always);
}
