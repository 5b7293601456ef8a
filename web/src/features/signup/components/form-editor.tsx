import {
	Checkbox,
	MultiSelect,
	NativeSelect,
	SimpleGrid,
	Stack,
	Switch,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import type { FormEvent } from "react";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Channel, Field, Group, SignupForm } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { LeaveGuard } from "@/ui/leave-guard";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useSignupFormChanges } from "../api/signup-forms";
import { complete, type Draft, toBody } from "../draft";
import { AskFields } from "./ask-fields";

interface Props {
	start: Draft;
	form?: SignupForm;
	channels: Channel[];
	groups: Group[];
	fields: Field[];
	business: string;
	onSaved: (form: SignupForm) => void;
}

/** What a form is called, shows and asks, and where people come who confirm. */
export function FormEditor({ start, form, channels, groups, fields, business, onSaved }: Props) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("edit");
	const { save } = useSignupFormChanges(slug);
	const [draft, setDraft] = useState(start);
	const [stored, setStored] = useState(start);
	const errors = fieldProblems(save.error);
	const change = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
	const typed = (key: "name" | "title" | "text" | "thanks" | "chat_text") => ({
		value: draft[key] ?? "",
		error: errors[key],
		onChange: (event: { currentTarget: { value: string } }) => change({ [key]: event.currentTarget.value }),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		save.mutate(
			{ id: form?.id, body: toBody(draft) },
			{
				onSuccess: (saved) => {
					// At once: the way to another page must not be asked about what was just saved.
					flushSync(() => setStored(draft));
					onSaved(saved);
				},
			},
		);
	};
	const usable = channels.filter((channel) => channel.state !== "disconnected" || channel.id === draft.channel_id);
	return (
		<form onSubmit={submit} noValidate>
			<fieldset disabled={denied !== null} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
				<Stack>
					{denied && <Notice tone="mute">{t(denied)}</Notice>}
					<Section title={t("signup.page")}>
						<Stack>
							<TextInput
								label={t("signup.name")}
								description={t("signup.nameHint")}
								maxLength={60}
								required
								{...typed("name")}
							/>
							<TextInput label={t("signup.titleOf")} maxLength={120} required {...typed("title")} />
							<Textarea
								label={t("signup.text")}
								description={t("signup.textHint")}
								autosize
								minRows={2}
								maxLength={2000}
								{...typed("text")}
							/>
							<Textarea label={t("signup.thanks")} autosize minRows={1} maxLength={2000} {...typed("thanks")} />
						</Stack>
					</Section>
					<Section title={t("signup.purposes")} text={t("signup.purposesText")}>
						<AskFields asks={draft.asks} business={business} errors={errors} onChange={(asks) => change({ asks })} />
					</Section>
					<Section title={t("signup.fields")} text={t("signup.fieldsText")}>
						<Stack>
							<Checkbox
								label={t("signup.askEmail")}
								checked={draft.email}
								onChange={(event) => change({ email: event.currentTarget.checked })}
							/>
							{fields.length > 0 && (
								<MultiSelect
									label={t("signup.customFields")}
									data={fields.map(({ key, label }) => ({ value: key, label }))}
									value={draft.fields.filter((key) => fields.some((field) => field.key === key))}
									onChange={(chosen) => change({ fields: chosen })}
									error={errors.fields}
								/>
							)}
						</Stack>
					</Section>
					<Section title={t("signup.after")} text={t("signup.afterText")}>
						<Stack>
							<SimpleGrid cols={{ base: 1, sm: 2 }}>
								<NativeSelect
									label={t("signup.channel")}
									value={draft.channel_id ?? ""}
									onChange={(event) => change({ channel_id: event.currentTarget.value || null })}
									data={[
										{ value: "", label: t("signup.noChannel") },
										...usable.map(({ id, name, display_phone }) => ({
											value: id,
											label: `${name} (${display_phone})`,
										})),
									]}
								/>
								<NativeSelect
									label={t("signup.group")}
									value={draft.group_id ?? ""}
									onChange={(event) => change({ group_id: event.currentTarget.value || null })}
									data={[
										{ value: "", label: t("signup.noGroup") },
										...groups.map(({ id, name }) => ({ value: id, label: name })),
									]}
								/>
							</SimpleGrid>
							<TextInput
								label={t("signup.chatText")}
								description={t("signup.chatTextHint")}
								maxLength={200}
								{...typed("chat_text")}
							/>
							<Switch
								label={t("signup.isOpen")}
								checked={draft.state === "open"}
								onChange={(event) => change({ state: event.currentTarget.checked ? "open" : "closed" })}
							/>
							{draft.state === "open" && !draft.channel_id && (
								<Text size="sm" c="dimmed" role="status">
									{t("problem.signup.channel_missing")}
								</Text>
							)}
						</Stack>
					</Section>
					{save.error && <ProblemNotice error={save.error} />}
					<div>
						<GuardedButton right="edit" type="submit" disabled={!complete(draft)} loading={save.isPending}>
							{t(form ? "common.save" : "signup.create")}
						</GuardedButton>
					</div>
				</Stack>
			</fieldset>
			<LeaveGuard dirty={JSON.stringify(draft) !== JSON.stringify(stored)} />
		</form>
	);
}
