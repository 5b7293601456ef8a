import { useMediaQuery } from "@mantine/hooks";
import { IconHandStop, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Workspace } from "@/api/types";
import { api, inWorkspace, take } from "@/lib/api";
import { formatNumber } from "@/lib/format";
import { workspaceQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { Hint } from "@/ui/hint";
import { setOverlay, useOverlay } from "./overlay";
import classes from "./shell.module.css";

const Confirm = lazy(async () => ({ default: (await import("@/ui/confirm")).Confirm }));

/** The switch that holds everything that would leave. Both ways say first what will happen. */
export function StopAllSwitch() {
	const { t } = useTranslation();
	const workspace = useWorkspace();
	const client = useQueryClient();
	const phone = useMediaQuery("(max-width: 36em)", false, { getInitialValueInEffect: false });
	const asking = useOverlay() === "stop";
	const { on, held_count: held } = workspace.stop_all;
	// Holding and letting go stay possible when the licence has ended, so only the right itself counts.
	const allowed = workspace.rights.includes("manage");
	const set = useMutation({
		mutationFn: (next: boolean) =>
			take(
				api.POST("/api/v1/workspaces/{workspace}/stop-all", {
					params: { path: inWorkspace(workspace.slug) },
					body: { on: next },
				}),
			),
		onSuccess: (stop_all) => {
			const { queryKey } = workspaceQuery(workspace.slug);
			client.setQueryData(queryKey, (old: Workspace | undefined) => (old ? { ...old, stop_all } : old));
			client.invalidateQueries({ queryKey });
		},
	});
	const label = on ? t("stop.release") : phone ? t("stop.short") : t("stop.stop");
	const hint = allowed ? (on ? t("stop.hintOn") : t("stop.hintOff")) : t("denied.manage");
	return (
		<>
			<Hint label={hint}>
				<button
					type="button"
					className={classes.stop}
					data-on={on || undefined}
					aria-disabled={!allowed}
					onClick={allowed ? () => setOverlay("stop") : undefined}
				>
					{on ? <IconPlayerPlay size={17} aria-hidden /> : <IconHandStop size={17} aria-hidden />}
					<span>{label}</span>
				</button>
			</Hint>
			{asking && allowed && (
				<Suspense fallback={null}>
					<Confirm
						opened={asking}
						onClose={() => setOverlay(null)}
						title={on ? t("stop.releaseTitle") : t("stop.title")}
						confirm={on ? t("stop.releaseConfirm") : t("stop.confirm")}
						danger={!on}
						onConfirm={() => set.mutateAsync(!on)}
					>
						{on ? t("stop.releaseText", { held: formatNumber(held) }) : t("stop.text")}
					</Confirm>
				</Suspense>
			)}
		</>
	);
}
