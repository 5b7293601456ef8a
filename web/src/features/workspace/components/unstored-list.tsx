import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconMessageOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { UnstoredNumber } from "@/api/types";
import { formatDate, formatNumber } from "@/lib/format";
import { problemText } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { Confirm } from "@/ui/confirm";
import { DataTable } from "@/ui/data-table";
import { GuardedButton } from "@/ui/guarded-button";
import { Pager } from "@/ui/pager";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { toastDone } from "@/ui/toast";
import { unstoredQuery, useUnstoredChanges } from "../api/unstored";

/** Numbers whose messages are dropped before anything of them is stored. */
export function UnstoredList() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [place, setPlace] = useState<{ cursor: string; trail: string[] }>({ cursor: "", trail: [] });
	const query = useQuery(unstoredQuery(slug, place.cursor));
	const { add, remove } = useUnstoredChanges(slug);
	const [phone, setPhone] = useState("");
	const [leaving, setLeaving] = useState<UnstoredNumber | null>(null);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		add.mutate(phone, {
			onSuccess: () => {
				setPhone("");
				setPlace({ cursor: "", trail: [] });
				toastDone(t("unstored.added"));
			},
		});
	};
	const takeOut = (row: UnstoredNumber) => (
		<Button size="compact-sm" variant="subtle" color="bata" onClick={() => setLeaving(row)}>
			{t("unstored.remove")}
			<span className="kp-sr"> {row.phone_masked}</span>
		</Button>
	);
	const rows = query.data?.items ?? undefined;
	return (
		<Section title={t("unstored.title")} text={t("unstored.text")}>
			<Stack gap="md">
				<ul style={{ margin: 0, paddingInlineStart: 20, fontSize: 14 }}>
					<li>{t("unstored.already")}</li>
					<li>{t("unstored.ours")}</li>
					<li>{t("unstored.stops")}</li>
				</ul>
				<form onSubmit={submit} noValidate>
					<Group align="flex-start" gap="xs">
						<TextInput
							type="tel"
							label={t("unstored.number")}
							placeholder="0812-3456-7890"
							value={phone}
							onChange={(event) => setPhone(event.currentTarget.value)}
							error={add.error && problemText(t, add.error)}
							autoComplete="off"
						/>
						<GuardedButton right="delete" always type="submit" mt={25} disabled={phone.trim() === "" || add.isPending}>
							{t("unstored.add")}
						</GuardedButton>
					</Group>
				</form>
				{query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
				{query.data && (
					<Text size="sm" c="dimmed">
						<IconMessageOff size={16} aria-hidden style={{ verticalAlign: "-3px", marginInlineEnd: 6 }} />
						{t("unstored.dropped", { n: formatNumber(query.data.dropped) })}
					</Text>
				)}
				{rows?.length === 0 ? (
					<Text size="sm" c="dimmed">
						{t("unstored.none")}
					</Text>
				) : (
					!query.error && (
						<DataTable
							label={t("unstored.title")}
							rows={rows}
							rowKey={({ id }) => id}
							columns={[
								{ key: "number", title: t("unstored.number"), cell: (row) => row.phone_masked },
								{ key: "since", title: t("unstored.since"), cell: (row) => formatDate(row.created_at) },
								{ key: "act", title: "", cell: takeOut, right: true },
							]}
							card={(row) => (
								<Group justify="space-between" wrap="nowrap">
									<span>
										{row.phone_masked}
										<Text size="xs" c="dimmed">
											{formatDate(row.created_at)}
										</Text>
									</span>
									{takeOut(row)}
								</Group>
							)}
						/>
					)
				)}
				<Pager
					current={place.cursor}
					trail={place.trail}
					next={query.data?.next}
					onGo={(cursor, trail) => setPlace({ cursor, trail })}
				/>
			</Stack>
			<Confirm
				opened={leaving !== null}
				title={t("unstored.removeTitle", { number: leaving?.phone_masked ?? "" })}
				confirm={t("unstored.removeYes")}
				onConfirm={() => remove.mutateAsync(leaving?.id ?? "")}
				onClose={() => setLeaving(null)}
			>
				{t("unstored.removeText")}
			</Confirm>
		</Section>
	);
}
