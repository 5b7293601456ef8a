import { Button, Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Deletion, ErasureScope } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { ToldOnce } from "../../components/told-once";
import { categories } from "../../scope";
import { deskLink } from "../address";
import { useIntake } from "../api";
import { CodeInput } from "../components/code-input";

type Kind = "some" | "whole" | "contact";
const kinds: Kind[] = ["some", "whole", "contact"];
const graces = ["0", "24", "72", "168"] as const;

/** Writing down a request that came by e-mail or on paper. */
export function TakeInPage() {
	const { t } = useTranslation();
	const { takeIn } = useIntake();
	const made = takeIn.data;
	return (
		<Page narrow>
			<PageHeader
				back={{ to: "/operator/deletions", label: t("desk.queue") }}
				title={t("desk.takeIn")}
				subtitle={t("desk.takeInText")}
			/>
			{made ? <Made deletion={made} onMore={() => takeIn.reset()} /> : <Form takeIn={takeIn} />}
		</Page>
	);
}

function Made({ deletion, onMore }: { deletion: Deletion; onMore: () => void }) {
	const { t } = useTranslation();
	return (
		<Section title={t("desk.takenIn")} text={t(deletion.approvals_needed > 1 ? "desk.takenInTwo" : "desk.takenInText")}>
			<Stack gap="md">
				<ToldOnce code={deletion.status_code ?? ""} />
				<Stack gap="xs" align="flex-start">
					<Button renderRoot={(props) => <Link {...props} {...deskLink("deletions", deletion.id)} />}>
						{t("desk.open")}
					</Button>
					<Button variant="subtle" onClick={onMore}>
						{t("desk.another")}
					</Button>
				</Stack>
			</Stack>
		</Section>
	);
}

function Form({ takeIn }: { takeIn: ReturnType<typeof useIntake>["takeIn"] }) {
	const { t } = useTranslation();
	const [workspace, setWorkspace] = useState("");
	const [kind, setKind] = useState<Kind>("some");
	const [chosen, setChosen] = useState<string[]>([]);
	const [contact, setContact] = useState("");
	const [grace, setGrace] = useState<string>("72");
	const [noWayBack, setNoWayBack] = useState(false);
	const [code, setCode] = useState("");
	const wrong = fieldProblems(takeIn.error);
	const scope: Record<Kind, ErasureScope> = {
		some: { categories: categories.filter((one) => chosen.includes(one)) },
		whole: { whole: true },
		contact: { contact_id: contact.trim() },
	};
	const ready = { some: chosen.length > 0, whole: true, contact: contact.trim() !== "" }[kind];
	const submit = (event: FormEvent) => {
		event.preventDefault();
		takeIn.mutate({
			workspace: workspace.trim(),
			scope: scope[kind],
			grace_hours: Number(grace),
			no_way_back: noWayBack && kind !== "whole",
			licence_code: code.trim(),
		});
	};
	return (
		<Section>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<TextInput
						maw={460}
						label={t("desk.slug")}
						description={t("desk.slugText")}
						value={workspace}
						onChange={(event) => setWorkspace(event.currentTarget.value)}
						error={wrong.workspace}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
					/>
					<Radio.Group label={t("desk.what")} value={kind} onChange={(value) => setKind(value as Kind)}>
						<Stack gap={8} mt="xs">
							{kinds.map((one) => (
								<Radio key={one} value={one} label={t(`deskKind.${one}`)} />
							))}
						</Stack>
					</Radio.Group>
					{kind === "some" && (
						<Checkbox.Group label={t("erasure.categories")} value={chosen} onChange={setChosen}>
							<Stack gap={8} mt="xs">
								{categories.map((one) => (
									<Checkbox key={one} value={one} label={t(`erasureCategory.${one}`)} />
								))}
							</Stack>
						</Checkbox.Group>
					)}
					{kind === "contact" && (
						<TextInput
							maw={460}
							label={t("desk.contact")}
							description={t("desk.contactText")}
							value={contact}
							onChange={(event) => setContact(event.currentTarget.value)}
							autoComplete="off"
							spellCheck={false}
						/>
					)}
					<Radio.Group
						label={t("desk.grace")}
						description={t("desk.graceText")}
						value={grace}
						onChange={setGrace}
						error={wrong.grace_hours}
					>
						<Stack gap={8} mt="xs">
							{graces.map((hours) => (
								<Radio key={hours} value={hours} label={t(`erasureGrace.${hours}`)} />
							))}
						</Stack>
					</Radio.Group>
					{kind !== "whole" && (
						<Checkbox
							label={t("desk.noWayBack")}
							description={t("desk.noWayBackText")}
							checked={noWayBack}
							onChange={(event) => setNoWayBack(event.currentTarget.checked)}
						/>
					)}
					<CodeInput value={code} onChange={setCode} error={wrong.licence_code} />
					{takeIn.error !== null && Object.keys(wrong).length === 0 && <ProblemNotice error={takeIn.error} />}
					<div>
						<Button type="submit" loading={takeIn.isPending} disabled={!workspace.trim() || !ready || !code.trim()}>
							{t("desk.doTakeIn")}
						</Button>
					</div>
				</Stack>
			</form>
		</Section>
	);
}
