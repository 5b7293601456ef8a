import { lazy, Suspense, useState } from "react";
import type { Me } from "@/api/types";
import { WorkspaceButton } from "./workspace-button";

const load = () => import("./workspace-list");
const WorkspaceList = lazy(load);

/** Which workspace one is in, and the way into another. The list comes when it is first wanted. */
export function WorkspaceSwitcher({ me }: { me: Me }) {
	const [wanted, setWanted] = useState(false);
	const button = <WorkspaceButton aria-haspopup="dialog" onClick={() => setWanted(true)} onPointerEnter={load} />;
	return wanted ? (
		<Suspense fallback={button}>
			<WorkspaceList me={me} />
		</Suspense>
	) : (
		button
	);
}
