import "./ops.css";
import { Door } from "../parts/door";
import { start } from "../parts/start";
import { App } from "./App";
import { enterByLink } from "./enter";

const door = new Door("ops");
start(<App door={door} />, "title.ops");
void enterByLink(door);
