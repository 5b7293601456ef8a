import { z } from "zod";

// The content security policy forbids eval; without this zod probes for it and the browser reports a violation.
z.config({ jitless: true });

export { z };
