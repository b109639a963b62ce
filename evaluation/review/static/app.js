import "./keys.js";
import "./saving.js";
import "./waiting.js";
import "./focus.js";
