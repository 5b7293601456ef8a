import { Button, Group, Text } from "@mantine/core";
import { IconDeviceDesktop } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SessionView } from "@/api/types";
import { api, take } from "@/lib/api";
import { formatDateTime } from "@/lib/format";
import { DataTable } from "@/ui/data-table";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { StateBadge } from "@/ui/state-badge";
import { toastDone, toastProblem } from "@/ui/toast";
import { deviceWords } from "../device";

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
	const others = useMutation({
		mutationFn: () => take(api.DELETE("/api/v1/me/sessions")),
		onSuccess: ({ ended }) => {
			client.invalidateQueries({ queryKey });
			toastDone(t("sessions.othersEnded", { count: ended }));
		},
		onError: toastProblem,
	});
	const where = (session: SessionView) => (
		<Group gap="sm" wrap="nowrap">
			<IconDeviceDesktop size={20} stroke={1.6} aria-hidden />
			<Text fw={600}>{deviceWords(session.user_agent)}</Text>
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
	const list = (
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
	return (
		<Section
			title={t("settings.sessions")}
			text={t("sessions.text")}
			action={
				(query.data?.length ?? 0) > 1 && (
					<Button variant="default" size="sm" loading={others.isPending} onClick={() => others.mutate()}>
						{t("sessions.endOthers")}
					</Button>
				)
			}
		>
			{list}
		</Section>
	);
}
