import type { Conversation } from "@/api/types";

type Person = Conversation["contact"];

/** What one is known by beside the name. */
export const personAddress = (who: Person): string => (who.username ? `@${who.username}` : who.phone_display);

export const personName = (who: Person): string => who.name || personAddress(who);
