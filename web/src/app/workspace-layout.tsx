import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { allWords } from "@/lib/i18n";
import { useLiveUpdates } from "@/lib/live";
import { isWorkspaceGone } from "@/lib/problem";
import { meQuery, workspaceQuery } from "@/lib/queries";
import { kept } from "@/lib/storage";
import { WorkspaceProvider } from "@/lib/workspace";
import { ErrorPage } from "./error-page";
import { usePaletteKeys } from "./shell/held-keys";
import { Shell } from "./shell/shell";
import classes from "./workspace-layout.module.css";

const GonePage = lazy(async () => {
	const [{ GonePage }] = await Promise.all([import("@/features/erasure/pages/all"), allWords()]);
	return { default: GonePage };
});

export function WorkspaceLayout() {
	const { t } = useTranslation();
	const { ws } = useParams({ from: "/w/$ws" });
	const me = useQuery(meQuery);
	const workspace = useQuery(workspaceQuery(ws));
	const gone = isWorkspaceGone(workspace.error);
	usePaletteKeys();
	useLiveUpdates(workspace.data && !gone ? ws : null);
	useEffect(() => kept.set("workspace", ws), [ws]);
	const { slug = "", erased_at: erased = "", people_erased_at: people = "" } = workspace.data ?? {};
	useEffect(() => {
		if (me.data) {
			import("@/lib/purge").then(({ purge }) => purge(slug, erased, people, me.data.workspaces));
		}
	}, [slug, erased, people, me.data]);
	// Who was taken out, or whose workspace is gone, sees no more of it, whatever was read before.
	if (gone) {
		return (
			<Suspense>
				<GonePage ws={ws} name={workspace.data?.name} error={workspace.error} onRetry={() => workspace.refetch()} />
			</Suspense>
		);
	}
	if (workspace.error && !workspace.data) {
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
