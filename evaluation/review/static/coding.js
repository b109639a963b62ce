import "./passage.js";
import "./finding.js";
