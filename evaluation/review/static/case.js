import "./boundary.js";
import "./compose.js";
