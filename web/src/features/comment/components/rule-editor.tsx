import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconFlask, IconPencil, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel, CommentRule, Group as ContactGroup } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { SaveBar } from "@/ui/save-bar";
import bar from "@/ui/save-bar.module.css";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { useRuleChanges } from "../api/rules";
import { type Draft, errorAt, toBody, toDraft } from "../draft";
import { accountName } from "../words";
import classes from "./automation.module.css";
import { KeywordFields } from "./keyword-fields";
import { Lab } from "./lab";
import { LeadFields } from "./lead-fields";
import { OpeningFields } from "./opening-fields";
import { PrivateFields } from "./private-fields";
import { PublicFields } from "./public-fields";
import { RepeatFields } from "./repeat-fields";
import { RulePreview } from "./rule-preview";
import { ScopeFields } from "./scope-fields";
import { useKeptDraft } from "./use-kept-draft";

interface Props {
	start: Draft;
	rule?: CommentRule;
	/** Under which name the draft is kept in this browser. */
	kept: string;
	accounts: Channel[];
	groups: ContactGroup[];
	onMade: (rule: CommentRule) => void;
}

/** A rule: where it listens, for what, and what it answers. It can be tried before it is at work, also unsaved. */
export function RuleEditor({ start, rule, kept, accounts, groups, onMade }: Props) {
	const { t } = useTranslation();
	const { slug, name: business } = useWorkspace();
	const denied = useDenial("edit");
	const { save, start: begin, pause } = useRuleChanges(slug);
	const { draft, dirty, restored, change, discard, settle } = useKeptDraft(kept, start);
	const [trying, setTrying] = useState(false);
	const form = useRef<HTMLFormElement>(null);
	const error = save.error ?? begin.error ?? pause.error;
	const errors = fieldProblems(error);
	useEffect(() => {
		if (error) {
			setTrying(false);
			form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
		}
	}, [error]);
	const keep = async () => {
		begin.reset();
		const saved = await save.mutateAsync({ id: rule?.id, body: toBody(draft) });
		settle(toDraft(saved));
		return saved;
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		keep()
			.then((saved) => {
				toastDone(t("common.saved"));
				onMade(saved);
			})
			.catch(() => undefined); // the fields say what is wrong
	};
	const work = async () => {
		const ready = dirty || !rule ? await keep() : rule;
		await begin
			.mutateAsync(ready.id)
			.then(() => toastDone(t("rule.started")))
			.finally(() => onMade(ready));
	};
	const account = accounts.find(({ id }) => draft.scope.channels.length === 0 || draft.scope.channels.includes(id));
	const fields = { draft, errors, onChange: change };
	return (
		<form ref={form} onSubmit={submit} noValidate>
			<Group mb="md" gap="xs">
				<Button
					variant="default"
					leftSection={trying ? <IconPencil size={17} aria-hidden /> : <IconFlask size={17} aria-hidden />}
					onClick={() => setTrying(!trying)}
				>
					{t(trying ? "rule.backToEdit" : "automation.lab")}
				</Button>
				{!rule && (
					<GuardedButton right="edit" type="submit" variant="default" loading={save.isPending}>
						{t("rule.saveDraft")}
					</GuardedButton>
				)}
				{rule?.state === "active" ? (
					<GuardedButton
						right="send"
						always
						variant="default"
						leftSection={<IconPlayerPause size={17} aria-hidden />}
						onClick={() => pause.mutate(rule.id)}
					>
						{t("rule.pause")}
					</GuardedButton>
				) : (
					<GuardedButton
						right="send"
						leftSection={<IconPlayerPlay size={17} aria-hidden />}
						loading={begin.isPending}
						onClick={() => work().catch(() => undefined)}
					>
						{t(dirty ? "rule.saveAndStart" : "rule.start")}
					</GuardedButton>
				)}
			</Group>
			<Stack mb="md" gap="xs">
				{denied && <Notice tone="mute">{t(denied)}</Notice>}
				{restored && <Notice tone="mute">{t("rule.restored")}</Notice>}
				{error && <ProblemNotice error={error} />}
			</Stack>
			{trying ? (
				<Lab draft={draft} rule={rule?.id} accounts={accounts} />
			) : (
				<div className={classes.columns}>
					<fieldset disabled={denied !== null} className={bar.fieldset}>
						<Stack>
							<Section>
								<TextInput
									label={t("rule.name")}
									description={t("rule.nameHint")}
									required
									maxLength={120}
									value={draft.name}
									error={errorAt(errors, "name")}
									onChange={(event) => change({ name: event.currentTarget.value })}
								/>
							</Section>
							<ScopeFields {...fields} accounts={accounts} />
							<KeywordFields {...fields} />
							<OpeningFields {...fields} />
							<PrivateFields {...fields} />
							<PublicFields {...fields} />
							<LeadFields {...fields} groups={groups} />
							<RepeatFields {...fields} />
						</Stack>
					</fieldset>
					<div className={classes.aside}>
						<RulePreview draft={draft} sender={account ? accountName(account) : business} />
					</div>
				</div>
			)}
			<SaveBar dirty={dirty} saving={save.isPending} onDiscard={discard} />
		</form>
	);
}
