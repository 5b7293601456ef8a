import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/lib/api";
import { fieldProblems } from "@/lib/problem";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { type Secret, SecretModal } from "./secret-modal";

/** Replaces the own licence code, for the one the person has. */
export function OwnCode() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [asking, setAsking] = useState(false);
	const [current, setCurrent] = useState("");
	const [secret, setSecret] = useState<Secret | null>(null);
	const replace = useMutation({
		mutationFn: () => take(api.POST("/api/v1/me/reissue-code", { body: { licence_code: current } })),
		onSuccess: (code) => {
			client.invalidateQueries({ queryKey: ["me", "sessions"] });
			close();
			setSecret({
				title: t("ownCode.made"),
				label: t("login.code"),
				value: code.licence_code,
				text: t("ownCode.madeText"),
			});
		},
	});
	const close = () => {
		setAsking(false);
		setCurrent("");
		replace.reset();
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		replace.mutate();
	};
	const wrong = fieldProblems(replace.error).licence_code;
	return (
		<Section
			title={t("login.code")}
			text={t("ownCode.text")}
			action={
				<Button variant="default" size="sm" onClick={() => setAsking(true)}>
					{t("ownCode.replace")}
				</Button>
			}
		>
			<Modal
				opened={asking}
				onClose={close}
				title={<Text fw={700}>{t("ownCode.replace")}</Text>}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				<form onSubmit={submit} noValidate>
					<Stack gap="md">
						<Text size="sm">{t("ownCode.ask")}</Text>
						<TextInput
							label={t("ownCode.current")}
							value={current}
							onChange={(event) => setCurrent(event.currentTarget.value)}
							error={wrong}
							autoComplete="current-password"
							autoCapitalize="characters"
							spellCheck={false}
							data-autofocus
						/>
						{replace.error && !wrong && <ProblemNotice error={replace.error} />}
						<Group justify="flex-end" gap="xs">
							<Button variant="default" onClick={close}>
								{t("common.cancel")}
							</Button>
							<Button type="submit" loading={replace.isPending} disabled={!current.trim()}>
								{t("ownCode.replace")}
							</Button>
						</Group>
					</Stack>
				</form>
			</Modal>
			<SecretModal secret={secret} onClose={() => setSecret(null)} />
		</Section>
	);
}
