import { lazy, Suspense, useState } from "react";
import type { Me } from "@/api/types";
import { UserButton } from "./user-button";

const load = () => import("./user-menu-list");
const UserMenuList = lazy(load);

/** The menu itself, and all that makes menus float, comes when it is first wanted. */
export function UserMenu({ me }: { me: Me }) {
	const [wanted, setWanted] = useState(false);
	const button = <UserButton me={me} aria-haspopup="menu" onClick={() => setWanted(true)} onPointerEnter={load} />;
	return wanted ? (
		<Suspense fallback={button}>
			<UserMenuList me={me} />
		</Suspense>
	) : (
		button
	);
}
