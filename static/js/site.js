// What a script adds to pages that already work without one.
import { writeInPlace } from "./behaviours/comments.js";
import { addCopyButtons } from "./behaviours/copy_code.js";
import { playEmbedsInPlace } from "./behaviours/embed.js";
import { findMissingParagraph, keepPlaceAcrossLanguages, offerLanguageOfReader } from "./behaviours/languages.js";
import { markCurrentSection, openOutlineBesideText } from "./behaviours/outline.js";
import { foldTranslations } from "./behaviours/parallel.js";
import { addShareButtons } from "./behaviours/share.js";
import { suggestTitles } from "./behaviours/suggest.js";
import { offerThemes } from "./behaviours/theme_switch.js";

offerThemes();
offerLanguageOfReader();
keepPlaceAcrossLanguages();
findMissingParagraph();
addCopyButtons();
playEmbedsInPlace();
openOutlineBesideText();
foldTranslations();
addShareButtons();
writeInPlace();
markCurrentSection();
suggestTitles();
