import { useTranslation } from "react-i18next";
import { StepBar } from "@/ui/step-bar";

export function ImportSteps({ active }: { active: number }) {
	const { t } = useTranslation();
	return (
		<StepBar
			label={t("import.title")}
			active={active}
			steps={[t("import.step1"), t("import.step2"), t("import.step3"), t("import.step4")]}
		/>
	);
}
