import "./rider.css";
import { Door } from "../parts/door";
import { start } from "../parts/start";
import { App } from "./App";

const door = new Door("rider");
start(<App door={door} />, "title.rider");
void door.resume();
