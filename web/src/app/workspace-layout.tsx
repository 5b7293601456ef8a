import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLiveUpdates } from "@/lib/live";
import { toProblem } from "@/lib/problem";
import { meQuery, workspaceQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { WorkspaceProvider } from "@/lib/workspace";
import { ErrorPage } from "./error-page";
import { usePaletteKeys } from "./shell/held-keys";
import { Shell } from "./shell/shell";
import classes from "./workspace-layout.module.css";

export function WorkspaceLayout() {
	const { t } = useTranslation();
	const { ws } = useParams({ from: "/w/$ws" });
	const me = useQuery(meQuery);
	const workspace = useQuery(workspaceQuery(ws));
	usePaletteKeys();
	useLiveUpdates(workspace.data ? ws : null);
	useEffect(() => kept.set("workspace", ws), [ws]);
	// Who was taken out, or whose workspace is gone, sees no more of it, whatever was read before.
	if (workspace.error && (!workspace.data || toProblem(workspace.error).status === 404)) {
		return <ErrorPage error={workspace.error} reset={() => workspace.refetch()} />;
	}
	if (!workspace.data || !me.data) {
		return (
			<div className={classes.waiting}>
				<span role="status" aria-label={t("common.loading")} />
			</div>
		);
	}
	return (
		<WorkspaceProvider value={workspace.data}>
			<Shell me={me.data}>
				<Outlet />
			</Shell>
		</WorkspaceProvider>
	);
}
