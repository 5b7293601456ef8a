import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { zod4Resolver } from "mantine-form-zod-resolver";
import { useTranslation } from "react-i18next";
import type { JoinAnswer } from "@/api/types";
import { api, take } from "@/lib/api";
import { isLanguage } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { z } from "@/lib/zod";
import { ProblemNotice } from "@/ui/problem-notice";

interface Props {
	token: string;
	name: string;
	onMade: (made: JoinAnswer) => void;
}

/** What a new person says of themselves. */
export function JoinForm({ token, name, onMade }: Props) {
	const { t, i18n } = useTranslation();
	const form = useForm({
		initialValues: { name, username: "" },
		validate: zod4Resolver(
			z.object({
				name: z.string().trim().min(1, t("profile.nameMissing")).max(80, t("problem.account.name_invalid")),
				username: z
					.string()
					.trim()
					.toLowerCase()
					.regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, t("problem.account.username_invalid")),
			}),
		),
	});
	const join = useMutation({
		mutationFn: (values: { name: string; username: string }) =>
			take(
				api.POST("/api/v1/join", {
					body: { token, ...values, language: isLanguage(i18n.language) ? i18n.language : "id" },
				}),
			),
		onSuccess: onMade,
		onError: (err) => form.setErrors(fieldProblems(err)),
	});
	const onField = Object.keys(fieldProblems(join.error)).length > 0;
	return (
		<form onSubmit={form.onSubmit((values) => join.mutate(values))} noValidate>
			<Stack gap="md">
				<TextInput size="md" label={t("profile.name")} autoComplete="name" {...form.getInputProps("name")} />
				<TextInput
					size="md"
					label={t("join.chooseUsername")}
					description={t("join.usernameHint")}
					autoComplete="username"
					autoCapitalize="none"
					spellCheck={false}
					{...form.getInputProps("username")}
				/>
				{join.error && !onField && <ProblemNotice error={join.error} />}
				<Button type="submit" size="md" loading={join.isPending}>
					{t("join.submit")}
				</Button>
			</Stack>
		</form>
	);
}
