import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/lib/api";
import { isLanguage, setLanguage } from "@/lib/i18n";
import { ownPath } from "@/lib/own-path";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { CodeInput } from "../components/code-input";
import { LanguageSwitch } from "../components/language-switch";
import classes from "./login-page.module.css";

export function LoginPage() {
	const { t, i18n } = useTranslation();
	const client = useQueryClient();
	const navigate = useNavigate();
	const { next, ended } = useSearch({ strict: false });
	const [username, setUsername] = useState("");
	const [code, setCode] = useState("");
	const [missing, setMissing] = useState(false);
	const login = useMutation({
		mutationFn: () => take(api.POST("/api/v1/session", { body: { username: username.trim(), licence_code: code } })),
		onSuccess: async ({ user }) => {
			client.clear();
			if (isLanguage(user.language)) {
				await setLanguage(user.language);
			}
			await navigate({ href: ownPath(next), replace: true });
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const empty = !username.trim() || !code;
		setMissing(empty);
		if (!empty) {
			login.mutate();
		}
	};
	return (
		<main className={classes.page}>
			<div className={classes.brand} aria-hidden>
				<img src="/favicon.svg" alt="" width={52} height={52} />
				<p className={classes.pitch}>{t("login.pitch")}</p>
				<div className={classes.bubbles}>
					<span>{t("login.bubble1")}</span>
					<span data-out>{t("login.bubble2")}</span>
					<span>{t("login.bubble3")}</span>
				</div>
			</div>
			<div className={classes.side}>
				<div className={classes.language}>
					<LanguageSwitch />
				</div>
				<form onSubmit={submit} className={classes.form} noValidate>
					<img src="/favicon.svg" alt="" width={44} height={44} className={classes.logo} />
					<Title order={1}>{t("login.title")}</Title>
					<Text c="dimmed" mb="lg">
						{t("login.subtitle")}
					</Text>
					<Stack gap="md">
						{ended && !login.error && <Notice tone="kunyit">{t("login.ended")}</Notice>}
						<TextInput
							size="md"
							label={t("login.username")}
							value={username}
							onChange={(event) => setUsername(event.currentTarget.value)}
							error={missing && !username.trim() ? t("login.usernameMissing") : null}
							autoComplete="username"
							autoCapitalize="none"
							spellCheck={false}
							autoFocus
						/>
						<CodeInput
							size="md"
							label={t("login.code")}
							placeholder="KP-XXXXX-XXXXX-…"
							description={t("login.codeHint")}
							value={code}
							onChange={setCode}
							error={missing && !code ? t("login.codeMissing") : null}
						/>
						{login.error && <ProblemNotice error={login.error} />}
						<Button type="submit" size="md" fullWidth loading={login.isPending}>
							{t("login.submit")}
						</Button>
					</Stack>
				</form>
				{/* Pages of the server, outside this application and readable without it. */}
				<nav className={classes.pages} aria-label={t("login.pages")}>
					<a href={`/data-deletion?lang=${i18n.language}`}>{t("login.deletion")}</a>
					<a href={`/privacy?lang=${i18n.language}`}>{t("login.privacy")}</a>
					<a href={`/terms?lang=${i18n.language}`}>{t("login.terms")}</a>
				</nav>
			</div>
		</main>
	);
}
