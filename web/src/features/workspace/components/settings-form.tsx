import { Stack } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { zod4Resolver } from "mantine-form-zod-resolver";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Settings, Workspace } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { useDenial } from "@/lib/workspace";
import type { z } from "@/lib/zod";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { SaveBar } from "@/ui/save-bar";
import classes from "@/ui/save-bar.module.css";
import { toastDone } from "@/ui/toast";
import { useSaveSettings } from "../api/settings";

interface Props<K extends keyof Settings> {
	workspace: Workspace;
	/** The settings of this page; the others are left as they are. */
	part: readonly K[];
	schema: z.ZodType;
	children: (form: UseFormReturnType<Pick<Settings, K>>) => ReactNode;
}

/** A page of the workspace's settings: read-only for who may not change them, saved as one. */
export function SettingsForm<K extends keyof Settings>({ workspace, part, schema, children }: Props<K>) {
	const { t } = useTranslation();
	const denied = useDenial("manage");
	const save = useSaveSettings(workspace.slug);
	const of = (settings: Settings) => Object.fromEntries(part.map((key) => [key, settings[key]])) as Pick<Settings, K>;
	const form = useForm<Pick<Settings, K>>({
		initialValues: of(workspace.settings),
		validate: zod4Resolver(schema as never),
	});
	const submit = form.onSubmit((values) =>
		save.mutate(values as Partial<Settings>, {
			onSuccess: (settings) => {
				form.setInitialValues(of(settings));
				form.reset();
				toastDone(t("common.saved"));
			},
			onError: (err) => form.setErrors(fieldProblems(err)),
		}),
	);
	return (
		<form onSubmit={submit} noValidate>
			<fieldset disabled={denied !== null} className={classes.fieldset}>
				<Stack gap="md">
					{denied && <Notice tone="mute">{t(denied)}</Notice>}
					{children(form)}
					{save.error && <ProblemNotice error={save.error} />}
				</Stack>
			</fieldset>
			<SaveBar dirty={form.isDirty()} saving={save.isPending} onDiscard={form.reset} />
		</form>
	);
}
