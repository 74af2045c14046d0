import "./invite.css";
import { start } from "../parts/start";
import { App } from "./App";

start(<App />, "title.invite");
