import { Button, Group, Text } from "@mantine/core";
import { IconDeviceDesktop } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SessionView } from "@/api/types";
import { api, take } from "@/lib/api";
import { formatDateTime } from "@/lib/format";
import { DataTable } from "@/ui/data-table";
import { ProblemNotice } from "@/ui/problem-notice";
import { StateBadge } from "@/ui/state-badge";
import { toastDone, toastProblem } from "@/ui/toast";

/** "Chrome · Android" out of a user agent, or its first words. */
function device(agent: string): string {
	const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1];
	const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
	const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
	const words = [browser, system].filter((word) => word !== undefined).map((word) => names[word] ?? word);
	return words.join(" · ") || agent.slice(0, 40) || "–";
}

export function SessionList() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const queryKey = ["me", "sessions"];
	const query = useQuery({ queryKey, queryFn: async () => (await take(api.GET("/api/v1/me/sessions"))).items ?? [] });
	const end = useMutation({
		mutationFn: (session: string) => api.DELETE("/api/v1/me/sessions/{session}", { params: { path: { session } } }),
		onSuccess: () => {
			client.invalidateQueries({ queryKey });
			toastDone(t("sessions.ended"));
		},
		onError: toastProblem,
	});
	const where = (session: SessionView) => (
		<Group gap="sm" wrap="nowrap">
			<IconDeviceDesktop size={20} stroke={1.6} aria-hidden />
			<div>
				<Text fw={600}>{device(session.user_agent)}</Text>
				<Text size="xs" c="dimmed">
					{session.address}
				</Text>
			</div>
		</Group>
	);
	const act = (session: SessionView) =>
		session.current ? (
			<StateBadge tone="laut">{t("sessions.current")}</StateBadge>
		) : (
			<Button size="compact-sm" variant="default" onClick={() => end.mutate(session.id)}>
				{t("sessions.end")}
			</Button>
		);
	if (query.error) {
		return <ProblemNotice error={query.error} onRetry={() => query.refetch()} />;
	}
	return (
		<DataTable
			label={t("settings.sessions")}
			rows={query.data}
			rowKey={(session) => session.id}
			columns={[
				{ key: "where", title: t("sessions.device"), cell: where },
				{ key: "seen", title: t("sessions.seen"), cell: (session) => formatDateTime(session.last_seen_at) },
				{ key: "since", title: t("sessions.since"), cell: (session) => formatDateTime(session.created_at) },
				{ key: "act", title: "", cell: act, right: true },
			]}
			card={(session) => (
				<>
					{where(session)}
					<Group justify="space-between" mt={8}>
						<Text size="xs" c="dimmed">
							{t("sessions.seen")}: {formatDateTime(session.last_seen_at)}
						</Text>
						{act(session)}
					</Group>
				</>
			)}
		/>
	);
}
