// One chunk for all: the names of chunks stand in the first load, and whoever deletes sees these pages one after the other.

export { Desk } from "../desk/desk";
export { ErasurePage } from "./erasure-page";
export { ErasureRequestPage } from "./erasure-request-page";
export { GonePage } from "./gone-page";
