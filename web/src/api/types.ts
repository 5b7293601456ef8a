import type { components } from "./schema";

type Schemas = components["schemas"];

/** T with some of its properties possibly null: OpenAPI has no way to say so of a named schema. */
type OrNull<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] | null };

export type Attachment = Schemas["AttachmentView"];
export type Audience = Schemas["Audience"];
export type Blast = Schemas["BlastView"];
export type BlastMessage = Schemas["BlastMessage"];
export type Channel = Schemas["ChannelView"];
export type ChannelSetup = Schemas["SetupView"];
export type Check = Schemas["Check"];
export type CheckedChannel = Schemas["CheckedBodyBody"];
export type Consent = Schemas["ConsentView"];
type Consents = Schemas["ConsentsView"];
export type Contact = Omit<OrNull<Schemas["ContactView"], "suppressed">, "consents"> & {
	consents: OrNull<Consents, keyof Consents>;
};
export type Conversation = Schemas["ConversationView"];
export type Counts = Schemas["BlastCounts"];
export type Field = Schemas["FieldView"];
export type FieldType = Field["type"];
export type Group = Schemas["GroupView"];
export type Import = OrNull<Schemas["ImportView"], "mapping">;
export type ImportMapping = Schemas["MappingView"];
export type Job = Schemas["JobView"];
export type Limits = Schemas["Limits"];
export type Me = Schemas["MeOutputBody"];
export type Member = Schemas["MemberView"];
export type Message = OrNull<Schemas["MessageView"], "attachment" | "content" | "quote">;
export type Preflight = Schemas["PreflightView"];
export type PreviewItem = Schemas["PreviewView"];
export type Purpose = Blast["purpose"];
export type Recipient = Schemas["RecipientView"];
export type Report = Schemas["ReportView"];
export type Send = Schemas["SendView"];
export type SessionView = Schemas["SessionView"];
export type Settings = Schemas["SettingsView"];
export type StopAll = Schemas["StopAllView"];
export type Template = Schemas["TemplateView"];
export type TemplateParam = Schemas["TemplateParam"];
export type TemplateReply = Schemas["TemplateReply"];
export type Workspace = Schemas["WorkspaceView"] & Schemas["WorkspaceRef"];
export type WorkspaceRef = Schemas["WorkspaceRef"];
