import { NativeSelect, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { zod4Resolver } from "mantine-form-zod-resolver";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { api, take } from "@/lib/api";
import { isLanguage, setLanguage } from "@/lib/i18n";
import { fieldProblems } from "@/lib/problem";
import { meQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import { z } from "@/lib/zod";
import { ProblemNotice } from "@/ui/problem-notice";
import { SaveBar } from "@/ui/save-bar";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";

type Profile = { name: string; language: "id" | "en" };

/** What a person says of themselves. It belongs to the person, so no licence and no role stands in its way. */
export function ProfileForm({ me }: { me: Me }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const client = useQueryClient();
	const form = useForm<Profile>({
		initialValues: { name: me.user.name, language: me.user.language },
		validate: zod4Resolver(
			z.object({
				name: z.string().trim().min(1, t("profile.nameMissing")).max(80, t("problem.account.name_invalid")),
			}),
		),
	});
	const save = useMutation({
		mutationFn: (body: Profile) => take(api.PATCH("/api/v1/me", { body })),
		onSuccess: async ({ name, language }) => {
			form.setInitialValues({ name, language });
			form.reset();
			client.setQueryData(meQuery.queryKey, (old: Me | undefined) =>
				old ? { ...old, user: { ...old.user, name, language } } : old,
			);
			client.invalidateQueries({ queryKey: [slug, "workspace", "members"] });
			if (isLanguage(language)) {
				await setLanguage(language);
			}
			toastDone(t("common.saved"));
		},
		onError: (err) => form.setErrors(fieldProblems(err)),
	});
	return (
		<form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
			<Stack gap="md">
				<Section title={t("settings.profile")} text={t("profile.text")}>
					<SimpleGrid cols={{ base: 1, sm: 2 }}>
						<TextInput label={t("profile.name")} autoComplete="name" {...form.getInputProps("name")} />
						<TextInput
							label={t("login.username")}
							description={t("profile.usernameHint")}
							value={me.user.username}
							readOnly
						/>
						<NativeSelect
							label={t("user.language")}
							data={[
								{ value: "id", label: "Bahasa Indonesia" },
								{ value: "en", label: "English" },
							]}
							{...form.getInputProps("language")}
						/>
					</SimpleGrid>
				</Section>
				{save.error && <ProblemNotice error={save.error} />}
			</Stack>
			<SaveBar dirty={form.isDirty()} saving={save.isPending} onDiscard={form.reset} />
		</form>
	);
}
