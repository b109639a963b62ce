import "./keys.js";
import "./saving.js";
import "./waiting.js";
import "./polling.js";
import "./focus.js";
