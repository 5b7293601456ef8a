import { Button } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconColumns3 } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";
import type { Columns } from "../columns";

const ColumnChoice = lazy(() => import("./column-choice"));

/** The way to other columns. A phone shows cards, which have none. */
export function ColumnButton({ columns, fields }: { columns: Columns; fields: Field[] }) {
	const { t } = useTranslation();
	const [opened, { open, close }] = useDisclosure(false);
	const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
	if (phone) {
		return null;
	}
	return (
		<>
			<Button
				ml="auto"
				size="xs"
				variant="default"
				aria-haspopup="dialog"
				leftSection={<IconColumns3 size={16} aria-hidden />}
				onClick={open}
			>
				{t("columns.title")}
			</Button>
			<Suspense>{opened && <ColumnChoice columns={columns} fields={fields} onClose={close} />}</Suspense>
		</>
	);
}
