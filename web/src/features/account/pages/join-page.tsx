import { Button, Checkbox, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { JoinAnswer } from "@/api/types";
import { api, take } from "@/lib/api";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { SecretShown } from "@/ui/secret-shown";
import { JoinForm } from "../components/join-form";
import { LanguageSwitch } from "../components/language-switch";
import classes from "./join-page.module.css";

function Frame({ children }: { children: ReactNode }) {
	return (
		<main className={classes.page}>
			<div className={classes.language}>
				<LanguageSwitch />
			</div>
			<div className={classes.card}>
				<img src="/favicon.svg" alt="" width={44} height={44} className={classes.logo} />
				{children}
			</div>
		</main>
	);
}

/** Where the link of an invitation leads: who is new chooses a username, who is logged in accepts. */
export function JoinPage() {
	const { t } = useTranslation();
	const { token = "" } = useParams({ strict: false });
	const client = useQueryClient();
	const navigate = useNavigate();
	const [made, setMade] = useState<JoinAnswer | null>(null);
	const [other, setOther] = useState(false);
	const look = useQuery({
		queryKey: ["join", token],
		queryFn: () => take(api.POST("/api/v1/join/look", { body: { token } })),
		enabled: made === null,
		refetchOnWindowFocus: false,
	});
	const enter = async (ws: string) => {
		client.clear();
		await navigate({ to: "/w/$ws", params: { ws }, replace: true });
	};
	const accept = useMutation({
		mutationFn: () => take(api.POST("/api/v1/join/accept", { body: { token } })),
		onSuccess: ({ workspace }) => enter(workspace),
	});
	if (made) {
		return (
			<Frame>
				<Done made={made} onIn={() => enter(made.workspace)} />
			</Frame>
		);
	}
	if (look.error) {
		return (
			<Frame>
				<Title order={1} mb="md">
					{t("join.title")}
				</Title>
				<ProblemNotice error={look.error} />
				<Button variant="subtle" mt="md" onClick={() => navigate({ to: "/" })}>
					{t("join.toLogin")}
				</Button>
			</Frame>
		);
	}
	if (!look.data) {
		return (
			<Frame>
				<div role="status" aria-busy="true" aria-label={t("common.loading")} />
			</Frame>
		);
	}
	const {
		workspace_name: workspace,
		invited_by: by,
		name,
		role,
		can_send: send,
		expires_at: until,
		logged_in: me,
	} = look.data;
	return (
		<Frame>
			<Title order={1}>{t("join.into", { workspace })}</Title>
			<Text c="dimmed" mt={4}>
				{t("join.by", { by })}
			</Text>
			<Text size="sm" my="md">
				{t("join.asRole", { role: codeText("role", role) })} {codeText("roleHint", role)}{" "}
				{role !== "viewer" && t(send ? "join.maySend" : "join.mayNotSend")}
			</Text>
			{me && !other ? (
				<Stack gap="md">
					<Notice tone="mute">{t("join.loggedIn", { name: me.name, username: me.username })}</Notice>
					{accept.error && <ProblemNotice error={accept.error} />}
					<Button size="md" loading={accept.isPending} onClick={() => accept.mutate()}>
						{t("join.accept")}
					</Button>
					<Button variant="subtle" onClick={() => setOther(true)}>
						{t("join.someoneElse")}
					</Button>
				</Stack>
			) : (
				<Stack gap="md">
					<JoinForm token={token} name={name} onMade={setMade} />
					<Button variant="subtle" onClick={() => navigate({ to: "/login", search: { next: `/join/${token}` } })}>
						{t("join.haveCode")}
					</Button>
				</Stack>
			)}
			<Text size="xs" c="dimmed" mt="lg">
				{t("join.until", { until: formatDateTime(until) })}
			</Text>
		</Frame>
	);
}

/** The person's own licence code, which nobody can ask for again. */
function Done({ made, onIn }: { made: JoinAnswer; onIn: () => void }) {
	const { t } = useTranslation();
	const [saved, setSaved] = useState(false);
	const login = useMutation({
		mutationFn: () =>
			take(api.POST("/api/v1/session", { body: { username: made.username, licence_code: made.licence_code } })),
		onSuccess: onIn,
	});
	return (
		<Stack gap="md">
			<Title order={1}>{t("join.done")}</Title>
			<Text>{t("join.username", { username: made.username })}</Text>
			<SecretShown label={t("login.code")} value={made.licence_code} text={t("join.codeText")} />
			<Checkbox label={t("join.saved")} checked={saved} onChange={(event) => setSaved(event.currentTarget.checked)} />
			{login.error && <ProblemNotice error={login.error} />}
			<Button size="md" disabled={!saved} loading={login.isPending} onClick={() => login.mutate()}>
				{t("login.submit")}
			</Button>
		</Stack>
	);
}
