import type { InstagramAccount } from "@/api/types";
import { workspaceUrl } from "@/lib/api";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";

const size = 48;

/** Our copy of the account's picture; its initials until there is one. */
export function AccountPicture({ account }: { account: InstagramAccount }) {
	const { slug } = useWorkspace();
	if (!account.picture_id) {
		return <ContactAvatar id={account.id} name={account.name || account.username} size={size} />;
	}
	return (
		<img
			src={workspaceUrl(slug, `/attachments/${account.picture_id}/content`)}
			alt=""
			width={size}
			height={size}
			style={{ borderRadius: "50%", objectFit: "cover", flex: "none" }}
		/>
	);
}
