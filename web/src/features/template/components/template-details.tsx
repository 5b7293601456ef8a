import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCopy, IconPencil, IconSend2, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel, Template } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { codeText } from "@/lib/i18n";
import { templateView } from "@/lib/template";
import { useDenial, useWorkspace } from "@/lib/workspace";
import { GuardedButton } from "@/ui/guarded-button";
import { Notice } from "@/ui/notice";
import { PhonePreview } from "@/ui/phone-preview";
import { TemplateQuality, TemplateState } from "@/ui/template-state";
import { toastProblem } from "@/ui/toast";
import { useTemplateChanges } from "../api/templates";
import { DeleteTemplate } from "./delete-template";

/** Why a template cannot be sent, in words, and what to do. */
function Why({ template }: { template: Template }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const { resume } = useTemplateChanges(slug);
	const status = template.status.toLowerCase();
	if (template.sendable) {
		return null;
	}
	const title = codeText("templateState", template.paused_reason ? "paused_here" : status);
	const reason = template.rejected_reason && codeText("templateRejected", template.rejected_reason.toLowerCase());
	return (
		<Notice
			tone={status === "rejected" || status === "disabled" ? "bata" : status === "pending" ? "mute" : "kunyit"}
			title={title}
			action={
				template.paused_reason && (
					<GuardedButton
						right="manage"
						size="xs"
						loading={resume.isPending}
						onClick={() => resume.mutate(template.id, { onError: toastProblem })}
					>
						{t("channel.resumeTemplate")}
					</GuardedButton>
				)
			}
		>
			{reason && <div>{reason}</div>}
			{template.paused_reason ? codeText("templateReason", "template_paused") : codeText("templateDo", status)}
		</Notice>
	);
}

function Actions({ template, onDelete }: { template: Template; onDelete: () => void }) {
	const { t } = useTranslation();
	const { slug } = useWorkspace();
	const denied = useDenial("manage");
	const keepsAll = useDenial("manage", true); // deleting stays possible when the licence has ended
	const again = template.status === "NOT_CREATED";
	return (
		<Group gap="xs" justify="center">
			{denied && (
				<Text size="sm" c="dimmed">
					{t(denied)}
				</Text>
			)}
			{!denied && template.editable && (
				<Button
					size="xs"
					leftSection={<IconPencil size={16} aria-hidden />}
					renderRoot={(props) => (
						<Link to="/w/$ws/templates/$template/edit" params={{ ws: slug, template: template.id }} {...props} />
					)}
				>
					{t("template.edit")}
				</Button>
			)}
			{!denied && (
				<Button
					size="xs"
					variant={again ? "filled" : "default"}
					leftSection={again ? <IconSend2 size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
					renderRoot={(props) => (
						<Link to="/w/$ws/templates/new" params={{ ws: slug }} search={{ from: template.id }} {...props} />
					)}
				>
					{t(again ? "template.again" : "template.duplicate")}
				</Button>
			)}
			{!keepsAll && template.status !== "DELETED" && template.status !== "SUBMITTING" && (
				<Button
					size="xs"
					variant="default"
					c="var(--kp-bata-ink)"
					leftSection={<IconTrash size={16} aria-hidden />}
					onClick={onDelete}
				>
					{t("template.delete")}
				</Button>
			)}
		</Group>
	);
}

export function TemplateDetails({
	template,
	channel,
	onClose,
}: {
	template: Template | undefined;
	channel: Channel | undefined;
	onClose: () => void;
}) {
	const { t } = useTranslation();
	const [deleting, setDeleting] = useState(false);
	return (
		<>
			<Modal
				opened={template !== undefined && !deleting}
				onClose={onClose}
				title={
					<Text fw={700} style={{ overflowWrap: "anywhere" }}>
						{template?.name}
					</Text>
				}
				closeButtonProps={{ "aria-label": t("common.close") }}
			>
				{template && (
					<Stack>
						<Group gap="xs">
							<TemplateState template={template} />
							<TemplateQuality quality={template.quality} />
							<Text size="sm" c="dimmed">
								{codeText("language", template.language)} ·{" "}
								{codeText("templateCategory", template.category.toLowerCase())}
								{channel && ` · ${channel.name}`}
							</Text>
						</Group>
						<Why template={template} />
						<PhonePreview
							sender={channel?.verified_name || channel?.name || ""}
							view={templateView(template)}
							label={t("template.preview")}
							note={t("template.examples")}
						/>
						{template.editable_at && (
							<Text size="sm" c="dimmed" ta="center">
								{t("template.editableAt", { at: formatDateTime(template.editable_at) })}
							</Text>
						)}
						<Actions template={template} onDelete={() => setDeleting(true)} />
					</Stack>
				)}
			</Modal>
			{template && (
				<DeleteTemplate
					template={template}
					opened={deleting}
					onClose={() => setDeleting(false)}
					onDone={() => {
						setDeleting(false);
						onClose();
					}}
				/>
			)}
		</>
	);
}
