import { ActionIcon, CopyButton, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A value to paste elsewhere, with a button that copies it. */
export function CopyField({ label, value, description }: { label: string; value: string; description?: string }) {
	const { t } = useTranslation();
	return (
		<TextInput
			label={label}
			description={description}
			value={value}
			readOnly
			onFocus={(event) => event.currentTarget.select()}
			rightSection={
				<CopyButton value={value}>
					{({ copied, copy }) => (
						<Tooltip label={copied ? t("common.copied") : t("common.copy")}>
							<ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={`${t("common.copy")}: ${label}`}>
								{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
							</ActionIcon>
						</Tooltip>
					)}
				</CopyButton>
			}
		/>
	);
}
