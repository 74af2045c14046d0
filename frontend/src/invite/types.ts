import type { components } from "../../.generated/schema";

type Described = components["schemas"];

export type Rules = Described["InviteRulesBody"];
export type Looked = Described["LookedBody"];
export type Terms = Pick<Looked, "campaign" | "rules">;
export type Binding = Described["BindingBody"];
export type Draw = Described["DrawBody"];
export type Own = Described["OwnInvitesBody"];
export type Day = Described["DrawDayBody"];
