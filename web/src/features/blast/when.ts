import { useState } from "react";
import type { Blast } from "@/api/types";
import { instantToLocal } from "@/lib/format";
import { kept } from "@/lib/storage";

export const scheduleKey = (blast: Blast) => `schedule.${blast.id}`;

/** The start chosen in the composer, as a datetime-local value; "" is at once. It outlives a reload in this browser. */
export function useWhen(blast: Blast) {
	return useState(() => kept.get(scheduleKey(blast)) || (blast.scheduled_at ? instantToLocal(blast.scheduled_at) : ""));
}
