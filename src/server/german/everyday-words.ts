/**
 * What people say for what town halls write. Our own list; only words for the same thing, never for a similar one (a Freibad is no
 * Hallenbad). Both sides in the form in which they stand in a sentence; a word may have
 * several official names, the likelier first.
 */
import { foldWord } from './fold-word.ts';

const LIST = `
  perso, persos, ausweis = Personalausweis
  pass = Reisepass
  lappen, fahrerlaubnis = Führerschein
  polizeizeugnis = Führungszeugnis
  angelschein, anglerschein, fischerschein = Fischereischein
  gewerbeschein = Gewerbeanmeldung
  trauschein, heiratsurkunde = Eheurkunde
  heiraten, hochzeit = Eheschließung
  beerdigung = Bestattung
  kita, kindergarten, kindergärten, krippe, kindi = Kindertageseinrichtung, Kita
  kindergartengebühren, kitagebühren = Kita-Gebühren, Elternbeiträge
  tagesmutter, tagesmütter = Kindertagespflege
  einschulung = Schulanmeldung
  müllabfuhr, müllkalender, abfuhrtermine, abfuhrplan = Abfallkalender, Abfuhrkalender
  mülltonne, mülltonnen, mülleimer, tonne = Restabfallbehälter, Abfallbehälter, Restmülltonne
  müllgebühren, müllgebühr, müllkosten = Abfallgebühren
  müll = Abfall
  biomüll = Biotonne, Bioabfall
  wertstoffhof, recyclinghof = Wertstoffhof, Recyclinghof
  sofa, couch, matratze, schrank = Sperrmüll
  schwimmbad, badeanstalt = Schwimmbad, Hallenbad, Freibad
  bücherei, bibliothek, stadtbücherei = Stadtbibliothek, Bücherei
  büchereiausweis, bibliotheksausweis, leserausweis = Leseausweis, Bibliotheksausweis
  parkausweis, anwohnerparken, anwohnerparkausweis = Bewohnerparkausweis, Anwohnerparkausweis
  ummelden, umziehen, umzug = Ummeldung, Wohnsitz
  wegziehen, wegzug = Abmeldung
  einwohnermeldeamt, meldeamt, bürgeramt = Bürgerbüro, Einwohnermeldeamt
  behindertenausweis = Schwerbehindertenausweis
  mietzuschuss = Wohngeld
  hartz, stütze = Bürgergeld, Grundsicherung
  strafzettel, knöllchen, knolle = Verwarnungsgeld
  blitzer = Geschwindigkeitsüberwachung
  schneeräumen, schneeschippen, schippen, schnee = Winterdienst, Räum- und Streupflicht
  birke, tanne = Baum, Baumfällgenehmigung
  gartenhäuschen, gartenhütte, gartenlaube, carport = Gartenhaus, Bauantrag
  auto, pkw, wagen = Kraftfahrzeug, KFZ
  autoanmeldung, nummernschild, kennzeichen = KFZ-Zulassung, Kfz-Zulassung
  ratssitzung, ratssitzungen, stadtratssitzung = Ratssitzung, Sitzung des Rates, Stadtrat
  azubi, azubis, lehrstelle = Ausbildung
  jobs, job = Stellenangebote
  lärm, rasenmähen = Ruhezeiten, Lärmschutz
  klavierunterricht, gitarrenunterricht, musikunterricht = Musikschule
  impfung, grippeimpfung = Impfaktion, Impfung
`;

export interface EverydayWord {
  /** As it is written. */
  said: string;
  /** Official words as they are written. */
  names: readonly string[];
}

/** By the folded everyday word. */
export const EVERYDAY_WORDS: ReadonlyMap<string, EverydayWord> = new Map(
  LIST.trim()
    .split('\n')
    .flatMap((line) => {
      const [words = '', official = ''] = line.split('=');
      const names = official.split(',').map((name) => name.trim());
      return words.split(',').map((word): [string, EverydayWord] => {
        const said = word.trim();
        const folded = foldWord(said);
        return [folded, { said, names: names.filter((name) => foldWord(name) !== folded) }];
      });
    })
    // A word whose only name is itself says nothing.
    .filter(([, { names }]) => names.length > 0),
);
