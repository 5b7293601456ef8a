import { EraseCard } from "@/features/erasure/components/erase-card";
import { PeopleCard } from "@/features/erasure/components/people-card";
import { PrivacyPage as Privacy } from "@/features/privacy/pages/privacy-page";
import { ExportCard } from "@/features/transfer/components/export-card";

/** The page on privacy, put together of what features have to say. */
export const PrivacyPage = () => (
	<Privacy
		deletion={
			<>
				<ExportCard />
				<EraseCard />
				<PeopleCard />
			</>
		}
	/>
);
