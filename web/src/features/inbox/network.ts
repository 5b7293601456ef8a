import { useQuery } from "@tanstack/react-query";
import type { Channel, Conversation } from "@/api/types";
import { channelsQuery } from "@/lib/queries";
import { useWorkspace } from "@/lib/workspace";
import type { Kind } from "./interactive";

/** What a network lets one write in a conversation. */
export interface Network {
	instagram: boolean;
	/** How long a text may be, in characters or in bytes of UTF-8. */
	most: number;
	bytes: boolean;
	templates: boolean;
	/** A file goes with the text as its caption; else the text is a message of its own. */
	captions: boolean;
	/** Types of files, as a file button takes them; undefined is any. */
	files?: string;
	tappable: Kind[];
	/** Messages with something to tap on have a header and a footer. */
	framed: boolean;
}

const whatsapp: Network = {
	instagram: false,
	most: 4096,
	bytes: false,
	templates: true,
	captions: true,
	tappable: ["button", "list", "cta_url"],
	framed: true,
};

const instagram: Network = {
	instagram: true,
	most: 1000,
	bytes: true,
	templates: false,
	captions: false,
	files:
		"image/png,image/jpeg,video/mp4,video/quicktime,video/webm,audio/mp4,audio/aac,audio/x-m4a,audio/wav,application/pdf",
	tappable: ["quick_replies", "button", "cta_url"],
	framed: false,
};

export const networkOf = (kind: string | undefined): Network => (kind === "instagram" ? instagram : whatsapp);

/** How long a text is, as its network counts. */
export const lengthOn = (network: Network, text: string): number =>
	network.bytes ? new TextEncoder().encode(text).length : [...text].length;

/** The channel of a conversation; undefined until the channels are known. */
export function useChannelOf(conversation: Pick<Conversation, "channel_id"> | undefined): Channel | undefined {
	const { slug } = useWorkspace();
	return useQuery(channelsQuery(slug)).data?.find(({ id }) => id === conversation?.channel_id);
}
