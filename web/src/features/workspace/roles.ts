import type { Role } from "@/api/types";

export const roles: Role[] = ["owner", "admin", "agent", "viewer"];

/** The roles that somebody of a role may give. The server decides; this only keeps what it refuses out of sight. */
export const rolesToGive = (own: Role): Role[] => (own === "owner" ? roles : roles.filter((role) => role !== "owner"));

/** Whether somebody of a role may act on a member of another. */
export const mayTouch = (own: Role, other: Role) => own === "owner" || (own === "admin" && other !== "owner");

/** A viewer only looks, whatever the permission to send says. */
export const maySend = (role: Role) => role !== "viewer";
