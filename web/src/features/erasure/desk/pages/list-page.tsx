import { Button, CopyButton, Stack, Table, Textarea, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeletionImported } from "@/api/types";
import { fieldProblems } from "@/lib/problem";
import { Page } from "@/ui/page";
import { PageHeader } from "@/ui/page-header";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useIntake } from "../api";
import { CodeInput } from "../components/code-input";

const idsOf = (text: string) => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
const today = () => new Date().toISOString().slice(0, 10);

/** A list of ids that Meta sent: each is treated as if Meta had called, and has a code to answer with. */
export function ListPage() {
	const { t } = useTranslation();
	const { bring } = useIntake();
	return (
		<Page narrow>
			<PageHeader
				back={{ to: "/operator/deletions", label: t("desk.queue") }}
				title={t("desk.list")}
				subtitle={t("desk.listText")}
			/>
			{bring.data ? <Codes items={bring.data.items} onMore={() => bring.reset()} /> : <Form bring={bring} />}
		</Page>
	);
}

function Form({ bring }: { bring: ReturnType<typeof useIntake>["bring"] }) {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const [date, setDate] = useState(today);
	const [code, setCode] = useState("");
	const ids = idsOf(text);
	const wrong = fieldProblems(bring.error);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		bring.mutate({ date, ids, licence_code: code.trim() });
	};
	return (
		<Section>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<TextInput
						type="date"
						maw={240}
						label={t("desk.listDate")}
						description={t("desk.listDateText")}
						value={date}
						max={today()}
						onChange={(event) => setDate(event.currentTarget.value)}
						error={wrong.date}
					/>
					<Textarea
						label={t("desk.listIds")}
						description={t("desk.listIdsText")}
						value={text}
						onChange={(event) => setText(event.currentTarget.value)}
						error={wrong.ids}
						autosize
						minRows={5}
						maxRows={14}
						spellCheck={false}
						styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
					/>
					<CodeInput value={code} onChange={setCode} error={wrong.licence_code} />
					{bring.error !== null && Object.keys(wrong).length === 0 && <ProblemNotice error={bring.error} />}
					<div>
						<Button type="submit" loading={bring.isPending} disabled={ids.length === 0 || !date || !code.trim()}>
							{t("desk.doList", { n: ids.length })}
						</Button>
					</div>
				</Stack>
			</form>
		</Section>
	);
}

function Codes({ items, onMore }: { items: DeletionImported[]; onMore: () => void }) {
	const { t } = useTranslation();
	const text = items.map(({ id, code, status_url }) => `${id}\t${code}\t${status_url}`).join("\n");
	return (
		<Section title={t("desk.codes")} text={t("desk.codesText")}>
			<Stack gap="md">
				<Table.ScrollContainer minWidth={0}>
					<Table aria-label={t("desk.codes")} verticalSpacing={7} horizontalSpacing="sm">
						<Table.Thead>
							<Table.Tr>
								<Table.Th>{t("desk.account")}</Table.Th>
								<Table.Th>{t("erasure.statusCode")}</Table.Th>
							</Table.Tr>
						</Table.Thead>
						<Table.Tbody>
							{items.map(({ id, code }) => (
								<Table.Tr key={id}>
									<Table.Td>{id}</Table.Td>
									<Table.Td>
										<code>{code}</code>
									</Table.Td>
								</Table.Tr>
							))}
						</Table.Tbody>
					</Table>
				</Table.ScrollContainer>
				<Stack gap="xs" align="flex-start">
					<CopyButton value={text}>
						{({ copied, copy }) => (
							<Button
								variant="default"
								onClick={copy}
								leftSection={copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />}
							>
								{t(copied ? "common.copied" : "desk.copyCodes")}
							</Button>
						)}
					</CopyButton>
					<Button variant="subtle" onClick={onMore}>
						{t("desk.anotherList")}
					</Button>
				</Stack>
			</Stack>
		</Section>
	);
}
