import { Button, Stack, Text, TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldProblems } from "@/lib/problem";
import { useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { useExport } from "../api/export";

/** The whole workspace as one file. For the page on privacy; nothing for those who may not take everything along. */
export function ExportCard() {
	const { t } = useTranslation();
	const { rights } = useWorkspace();
	const [open, setOpen] = useState(false);
	if (!rights?.includes("delete")) {
		return null;
	}
	return (
		<Section
			title={t("transfer.title")}
			text={t("transfer.text")}
			action={
				!open && (
					<Button variant="default" size="sm" onClick={() => setOpen(true)}>
						{t("transfer.open")}
					</Button>
				)
			}
		>
			{open ? (
				<ExportForm />
			) : (
				<Text size="sm" c="dimmed">
					{t("transfer.without")}
				</Text>
			)}
		</Section>
	);
}

/** Asks for the person's code once more, and hands the download over to the browser, which shows how far it is. */
function ExportForm() {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const [code, setCode] = useState("");
	const { mutate, isPending, isSuccess, error } = useExport(slug);
	const wrong = fieldProblems(error);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutate(code.trim(), {
			onSuccess: (address) => {
				setCode("");
				const link = document.createElement("a");
				link.href = address;
				link.download = "";
				link.click();
			},
		});
	};
	return (
		<form onSubmit={submit} noValidate aria-label={t("transfer.title")}>
			<Stack gap="md">
				<Notice tone="kunyit" title={t("transfer.warn")}>
					{t("transfer.warnText")} {t("transfer.without")}
				</Notice>
				<TextInput
					maw={460}
					label={t("transfer.code")}
					description={t("transfer.codeText")}
					value={code}
					onChange={(event) => setCode(event.currentTarget.value)}
					error={wrong.licence_code}
					autoComplete="off"
					autoCapitalize="characters"
					spellCheck={false}
					data-autofocus
					styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
				/>
				{error !== null && Object.keys(wrong).length === 0 && <ProblemNotice error={error} />}
				{isSuccess && <Notice tone="laut" title={t("transfer.begun")} />}
				<div>
					<GuardedButton
						right="delete"
						always
						type="submit"
						leftSection={<IconDownload size={17} aria-hidden />}
						disabled={!code.trim()}
						loading={isPending}
					>
						{t("transfer.start")}
					</GuardedButton>
				</div>
			</Stack>
		</form>
	);
}
