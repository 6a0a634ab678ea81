/**
 * Words that say nothing about what a page is about. Short on purpose: "ohne", "nach" or "wegen" can carry a question,
 * and BM25 makes frequent words light anyway; here stand those that would otherwise weigh in small collections.
 */
import { foldWord } from './fold-word.ts';

const GERMAN = `
  aber als also am an auch auf aus bei beim bin bis bist da dabei dadurch dafür damit danach daran darauf daraus darf darfst darin
  darüber darum das dass dazu dein deine deinem deinen deiner deines dem den denen denn der deren des dessen dich die dies diese
  diesem diesen dieser dieses dir doch dort du durch dürfen ein eine einem einen einer eines er es etwa etwas euch euer eure eurem
  euren eurer für gab gehabt gewesen geworden gibt hab habe haben habt hallo hast hat hatte hatten hier hierfür hierzu hin ich ihm
  ihn ihnen ihr ihre ihrem ihren ihrer ihres im in ins ist ja jede jedem jeden jeder jedes jetzt kann kannst können könnt könnte
  könnten man mein meine meinem meinen meiner meines mich mir mit möchte möchten möchtest mögen muss müssen musst müsst müsste nach
  nun nur ob oder sehr sein seine seinem seinen seiner seines seit sich sie sind so solche solchem solchen solcher soll sollen
  sollte sollten sollst sowie über um und uns unser unsere unserem unseren unserer unter usw vom von vor war waren warst warum was
  wegen weil welche welchem welchen welcher welches wem wen wenn wer werde werden werdet wessen weshalb wie wieder wieso will willst wir wird
  wirst wo wobei wodurch wofür woher wohin womit woran worauf worin worüber wovon wozu wollen wollt worden wurde wurden würde
  würden zu zum zur zwar bitte danke
  bzw ca etc evtl ggf inkl sog vgl zb dh
  bekomme bekommen bekommt geben gebe findet finde finden findest machen macht mache brauche brauchen braucht gilt gelten
  erhalte erhalten erhält bieten bietet angeboten
  welch mehr alle allem allen aller alles
`;

const ENGLISH = `
  a about am an and any are as at be been being but by can could did do does doing for from get got had has have having he hello her hers
  him his how i if in into is it its me my no of on or our ours please she should so some than thank thanks that the their them then there
  these they this those to too us was we were what when where which who whom whose why will with would you your yours
`;

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter(Boolean).map(foldWord));

/** Folded. */
export const GERMAN_STOP_WORDS = words(GERMAN);
/** Folded. */
export const ENGLISH_STOP_WORDS = words(ENGLISH);
