import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

/** The short messages in the corner. They are not needed for the first paint. */
export default function Toasts() {
	return <Notifications position="bottom-right" limit={4} />;
}
