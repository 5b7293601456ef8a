import {
	ActionIcon,
	Button,
	Group,
	Modal,
	SegmentedControl,
	SimpleGrid,
	Stack,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { codeText } from "@/lib/i18n";
import { PhonePreview } from "@/ui/phone-preview";
import type { Reply } from "../api/outbox";
import { complete, type Draft, emptyDraft, isWebAddress, type Kind, limits, tappable, toReply } from "../interactive";
import type { Network } from "../network";

interface Props {
	network: Network;
	opened: boolean;
	onClose: () => void;
	onSend: (reply: Reply, text: string) => void;
}

interface Part {
	draft: Draft;
	change: (more: Partial<Draft>) => void;
}

function Buttons({ draft, change }: Part) {
	const { t } = useTranslation();
	const set = (n: number, title: string) =>
		change({ buttons: draft.buttons.map((old, at) => (at === n ? title : old)) });
	return (
		<>
			{draft.buttons.map((title, n) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity here
				<Group key={n} gap={4} align="flex-end" wrap="nowrap">
					<TextInput
						flex={1}
						label={t("interactive.button", { n: n + 1 })}
						maxLength={limits.title}
						value={title}
						error={draft.buttons.indexOf(title) < n && title ? t("interactive.repeated") : undefined}
						onChange={(event) => set(n, event.currentTarget.value)}
					/>
					{draft.buttons.length > 1 && (
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={t("interactive.remove", { n: n + 1 })}
							onClick={() => change({ buttons: draft.buttons.filter((_, at) => at !== n) })}
						>
							<IconX size={16} aria-hidden />
						</ActionIcon>
					)}
				</Group>
			))}
			<Button
				size="xs"
				variant="default"
				leftSection={<IconPlus size={16} aria-hidden />}
				disabled={draft.buttons.length >= (draft.kind === "quick_replies" ? limits.quickReplies : limits.buttons)}
				onClick={() => change({ buttons: [...draft.buttons, ""] })}
			>
				{t("interactive.addButton")}
			</Button>
		</>
	);
}

function Rows({ draft, change }: Part) {
	const { t } = useTranslation();
	const set = (n: number, more: Partial<Draft["rows"][number]>) =>
		change({ rows: draft.rows.map((old, at) => (at === n ? { ...old, ...more } : old)) });
	return (
		<>
			<TextInput
				label={t("interactive.listTitle")}
				maxLength={limits.title}
				value={draft.listTitle}
				onChange={(event) => change({ listTitle: event.currentTarget.value })}
			/>
			{draft.rows.map((row, n) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity here
				<Group key={n} gap={4} align="flex-end" wrap="nowrap">
					<TextInput
						flex={2}
						label={t("interactive.row", { n: n + 1 })}
						maxLength={limits.row}
						value={row.title}
						onChange={(event) => set(n, { title: event.currentTarget.value })}
					/>
					<TextInput
						flex={3}
						label={t("interactive.description", { n: n + 1 })}
						maxLength={limits.description}
						value={row.description}
						onChange={(event) => set(n, { description: event.currentTarget.value })}
					/>
					{draft.rows.length > 1 && (
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={t("interactive.remove", { n: n + 1 })}
							onClick={() => change({ rows: draft.rows.filter((_, at) => at !== n) })}
						>
							<IconX size={16} aria-hidden />
						</ActionIcon>
					)}
				</Group>
			))}
			<Button
				size="xs"
				variant="default"
				leftSection={<IconPlus size={16} aria-hidden />}
				disabled={draft.rows.length >= limits.rows}
				onClick={() => change({ rows: [...draft.rows, { title: "", description: "" }] })}
			>
				{t("interactive.addRow")}
			</Button>
		</>
	);
}

function LinkFields({ draft, change }: Part) {
	const { t } = useTranslation();
	return (
		<>
			<TextInput
				label={t("interactive.linkText")}
				maxLength={limits.title}
				value={draft.displayText}
				onChange={(event) => change({ displayText: event.currentTarget.value })}
			/>
			<TextInput
				label={t("interactive.url")}
				type="url"
				placeholder="https://contoh.id/katalog"
				value={draft.url}
				error={draft.url && !isWebAddress(draft.url) ? t("interactive.urlWrong") : undefined}
				onChange={(event) => change({ url: event.currentTarget.value })}
			/>
		</>
	);
}

/** What the text of a kind may be long. */
const mostOn = (network: Network, kind: Kind): number => {
	if (network.instagram) {
		return kind === "quick_replies" ? limits.quick : limits.template;
	}
	return kind === "list" ? limits.list : limits.body;
};

/** A message with something to tap on: answers, a list, or a link, as the network knows them. Only while it takes more than templates. */
export function InteractiveReplyForm({ network, opened, onClose, onSend }: Props) {
	const { t } = useTranslation();
	const first = { ...emptyDraft, kind: network.tappable[0] ?? emptyDraft.kind };
	const [kept, setDraft] = useState<Draft>(first);
	const draft = network.tappable.includes(kept.kind) ? kept : { ...kept, kind: first.kind };
	const most = mostOn(network, draft.kind);
	const change = (more: Partial<Draft>) => setDraft((old) => ({ ...old, ...more }));
	const reply = toReply(draft);
	const send = () => {
		onSend({ interactive: reply }, draft.body.trim());
		setDraft(first);
		onClose();
	};
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			size="xl"
			title={<Text fw={700}>{t("interactive.title")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			<SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: "start" }}>
				<Stack>
					<SegmentedControl
						aria-label={t("interactive.title")}
						value={draft.kind}
						onChange={(kind) => change({ kind: kind as Kind, buttons: draft.buttons.slice(0, limits.buttons) })}
						data={network.tappable.map((kind) => ({ value: kind, label: codeText("interactiveKind", kind) }))}
					/>
					<Textarea
						label={t("interactive.body")}
						autosize
						minRows={2}
						maxRows={8}
						maxLength={most}
						value={draft.body}
						onChange={(event) => change({ body: event.currentTarget.value })}
					/>
					{(draft.kind === "button" || draft.kind === "quick_replies") && <Buttons draft={draft} change={change} />}
					{draft.kind === "list" && <Rows draft={draft} change={change} />}
					{draft.kind === "cta_url" && <LinkFields draft={draft} change={change} />}
					{network.framed && (
						<TextInput
							label={t("interactive.footer")}
							maxLength={limits.footer}
							value={draft.footer}
							onChange={(event) => change({ footer: event.currentTarget.value })}
						/>
					)}
					<Group justify="flex-end">
						<Button disabled={!complete(draft, most)} onClick={send}>
							{t("inbox.send")}
						</Button>
					</Group>
				</Stack>
				<PhonePreview
					sender={t("inbox.you")}
					label={t("blast.preview")}
					view={draft.body.trim() ? { text: draft.body, ...tappable({ interactive: reply }) } : null}
				/>
			</SimpleGrid>
		</Modal>
	);
}
