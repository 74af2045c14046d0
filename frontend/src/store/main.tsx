import "./store.css";
import { Door } from "../parts/door";
import { start } from "../parts/start";
import { App } from "./App";

const door = new Door("store");
start(<App door={door} />, "title.store");
void door.resume();
