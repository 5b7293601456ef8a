import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload, IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SignupForm } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { CopyField } from "@/ui/copy-field";
import { Section } from "@/ui/section";
import { qrUrl } from "../api/signup-forms";

/** A link with its QR code, to be copied, opened and printed. */
export function ShareCard({ form, of }: { form: SignupForm; of: "page" | "chat" }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const page = of === "page";
	const link = page ? form.url : form.chat_url;
	const title = t(page ? "signup.sharePage" : "signup.shareChat");
	const picture = t(page ? "signup.qrOfPage" : "signup.qrOfChat");
	const fresh = { v: form.updated_at };
	return (
		<Section title={title} text={t(page ? "signup.sharePageText" : "signup.shareChatText", { code: form.code })}>
			{link ? (
				<Stack gap="sm">
					<CopyField label={t(page ? "signup.pageLink" : "signup.chatLink")} value={link} />
					<img
						src={qrUrl(slug, form.id, of, "svg", fresh)}
						alt={picture}
						width={180}
						height={180}
						style={{ background: "#fff", borderRadius: 8 }}
					/>
					<Group gap="xs">
						{(["svg", "png"] as const).map((kind) => (
							<Button
								key={kind}
								component="a"
								variant="default"
								size="xs"
								href={qrUrl(slug, form.id, of, kind, { ...fresh, download: "1" })}
								download
								leftSection={<IconDownload size={15} aria-hidden />}
								aria-label={`${picture}: ${kind.toUpperCase()}`}
							>
								{kind.toUpperCase()}
							</Button>
						))}
						<Button
							component="a"
							variant="default"
							size="xs"
							href={link}
							target="_blank"
							rel="noreferrer"
							leftSection={<IconExternalLink size={15} aria-hidden />}
						>
							{t("signup.openLink")}
						</Button>
					</Group>
				</Stack>
			) : (
				<Text size="sm" c="dimmed">
					{t("signup.chatMissing")}
				</Text>
			)}
		</Section>
	);
}
