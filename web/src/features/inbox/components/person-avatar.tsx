import type { Conversation } from "@/api/types";
import { useWorkspace } from "@/lib/workspace";
import { ContactAvatar } from "@/ui/contact-avatar";
import { attachmentUrl } from "../api/conversations";
import { personName } from "../person";

/** A person with the picture they have on a network, from our own server. */
export function PersonAvatar({ person, size }: { person: Conversation["contact"]; size: number }) {
	const { slug } = useWorkspace();
	return (
		<ContactAvatar
			id={person.id}
			name={personName(person)}
			picture={person.picture_id ? attachmentUrl(slug, person.picture_id) : undefined}
			size={size}
		/>
	);
}
