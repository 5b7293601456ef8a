import { Button, FileButton, Text } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./drop-file.module.css";

const kinds = ".csv,.txt,.tsv,.xlsx,text/csv";

/** A place to drop a file on, or to choose one. */
export function DropFile({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
	const { t } = useTranslation();
	const [over, setOver] = useState(false);
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		const file = event.dataTransfer.files[0];
		if (file && !busy) {
			onFile(file);
		}
	};
	return (
		<section
			className={classes.drop}
			data-over={over || undefined}
			aria-label={t("import.drop")}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={drop}
		>
			<IconFileSpreadsheet size={40} stroke={1.4} aria-hidden />
			<Text fw={600} size="lg">
				{t("import.drop")}
			</Text>
			<Text size="sm" c="dimmed" mb="sm">
				{t("import.dropText")}
			</Text>
			<FileButton accept={kinds} onChange={(file) => file && onFile(file)}>
				{(props) => (
					<Button {...props} loading={busy}>
						{t("import.choose")}
					</Button>
				)}
			</FileButton>
		</section>
	);
}
