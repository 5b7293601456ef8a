export { minutes, newId } from "./factories/base";
export * from "./factories/comments";
export * from "./factories/contacts";
export * from "./factories/deletions";
export * from "./factories/erasures";
export * from "./factories/messages";
export * from "./factories/people";
export * from "./factories/reports";
