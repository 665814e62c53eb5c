// The entry: fetches a behaviour only when the page asks for it, by data-behaviour="name other-name".
import { bind } from "./bind.js";
import { settle } from "./drafts.js";
import { closeTerms } from "./terms.js";
import { applyTheme } from "./theme.js";

applyTheme();
settle();
closeTerms();
bind(document);
