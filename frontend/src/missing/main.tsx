import "./missing.css";
import { start } from "../parts/start";
import { App } from "./App";

start(<App />, "title.missing");
