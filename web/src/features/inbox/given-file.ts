import { type RefObject, useEffect, useRef } from "react";

/**
 * Takes a file that is pasted into the answer or dropped on the conversation around it. Without this, a browser leaves the
 * page for a dropped file.
 */
export function useGivenFile(root: RefObject<HTMLElement | null>, take: (file: File) => void, open: boolean) {
	const latest = useRef(take);
	latest.current = take;
	useEffect(() => {
		const here = root.current;
		const pane = here?.closest("section");
		if (!open || !here || !pane) {
			return;
		}
		const over = (on: boolean) => pane.toggleAttribute("data-drop", on);
		const give = (event: Event, files: FileList | undefined) => {
			const [file] = files ?? [];
			if (file) {
				event.preventDefault();
				latest.current(file);
			}
		};
		// Cells of a spreadsheet come as text and as a picture of themselves: the text is meant.
		const onPaste = (event: ClipboardEvent) =>
			event.clipboardData?.types.includes("text/plain") || give(event, event.clipboardData?.files);
		const onOver = (event: DragEvent) => {
			if (event.dataTransfer?.types.includes("Files")) {
				event.preventDefault();
				over(true);
			}
		};
		const onLeave = (event: DragEvent) => {
			if (!(event.relatedTarget instanceof Node && pane.contains(event.relatedTarget))) {
				over(false);
			}
		};
		const onDrop = (event: DragEvent) => {
			over(false);
			give(event, event.dataTransfer?.files);
		};
		here.addEventListener("paste", onPaste);
		pane.addEventListener("dragover", onOver);
		pane.addEventListener("dragleave", onLeave);
		pane.addEventListener("drop", onDrop);
		return () => {
			over(false);
			here.removeEventListener("paste", onPaste);
			pane.removeEventListener("dragover", onOver);
			pane.removeEventListener("dragleave", onLeave);
			pane.removeEventListener("drop", onDrop);
		};
	}, [root, open]);
}
