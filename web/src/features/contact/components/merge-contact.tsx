import { Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact, Field } from "@/api/types";
import { toastDone } from "@/ui/toast";
import { MergeChoose } from "./merge-choose";
import { MergeCompare } from "./merge-compare";

interface Props {
	contact: Contact;
	fields: Field[];
	opened: boolean;
	onClose: () => void;
}

/** Makes one contact of two: choose, compare, merge. */
export function MergeContact({ contact, fields, opened, onClose }: Props) {
	const { t } = useTranslation();
	const [other, setOther] = useState<Contact>();
	const close = () => {
		setOther(undefined);
		onClose();
	};
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={<Text fw={700}>{t("contacts.mergeTitle")}</Text>}
			closeButtonProps={{ "aria-label": t("common.close") }}
		>
			{other ? (
				<MergeCompare
					contact={contact}
					other={other}
					fields={fields}
					onBack={() => setOther(undefined)}
					onDone={() => {
						toastDone(t("contacts.mergeDone"));
						close();
					}}
				/>
			) : (
				<MergeChoose contact={contact} onChoose={setOther} />
			)}
		</Modal>
	);
}
